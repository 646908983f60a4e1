//! The architecture as a test: which module may import which, which crate belongs to which module, and the rules of
//! style that a machine can check. It reads the sources and runs nothing.

use std::fs;
use std::path::{Path, PathBuf};

/// Each module and the modules that it may import besides itself, the lowest layer first.
const LAYERS: &[(&str, &[&str])] = &[
    ("model", &[]),
    ("language", &[]),
    ("schedule", &["model"]),
    ("extract", &["model", "language"]),
    ("compare", &["model", "language"]),
    ("discover", &["model", "extract"]),
    ("fetch", &["model"]),
    // The form in which words are looked up is that of `language`.
    ("store", &["model", "language"]),
    ("archive", &["model"]),
    ("config", &["model", "schedule", "extract", "discover", "fetch"]),
    ("report", &["model", "store"]),
    ("watch", &["model", "schedule", "extract", "compare", "discover", "fetch", "store", "archive", "config"]),
    // Any two versions are compared anew when they are looked at; the settings are plain data.
    ("web", &["model", "compare", "store", "config", "report"]),
    ("demo", &["model", "store", "config", "report", "watch"]),
    ("cli", EVERYTHING),
];

const EVERYTHING: &[&str] = &[
    "model", "language", "schedule", "extract", "compare", "discover", "fetch", "store", "archive", "config", "report",
    "watch", "web", "demo",
];

/// Words that only some modules may use.
const RESERVED: &[(&str, &[&str])] = &[
    ("reqwest::", &["fetch"]),
    ("rustls::", &["fetch"]),
    ("rusqlite::", &["store"]),
    ("scraper::", &["extract"]),
    ("html5ever::", &["extract"]),
    ("quick_xml::", &["discover"]),
    ("axum::", &["demo", "web"]),
    ("maud::", &["report", "web"]),
    ("utoipa::", &["web"]),
    ("clap::", &["cli"]),
    ("indicatif::", &["cli"]),
    ("anyhow::", &["cli"]),
    ("tokio_cron_scheduler::", &["watch"]),
    ("sd_notify::", &["watch"]),
    // Time is passed in: history can be replayed at its own time.
    ("Utc::now", &["cli", "watch"]),
    ("SystemTime::now", &["cli", "watch"]),
    ("Local::now", &[]),
    ("process::exit", &["cli"]),
];

/// What the pure core does not touch: the clock, files, network, environment, a runtime, logs.
const IMPURE: &[&str] = &[
    "Instant::now",
    "std::fs",
    "std::net",
    "std::env",
    "std::thread",
    "tokio::",
    "tracing::",
    "println!",
    "eprintln!",
];
const PURE: &[&str] = &["model", "language", "schedule", "extract", "compare", "discover"];

/// What no module does outside tests.
const FORBIDDEN: &[&str] = &[".unwrap()", "unsafe ", "todo!", "unimplemented!", "dbg!", "static mut", "TODO", "FIXME"];

const FILE_LINES_MAX: usize = 400;
const FUNCTION_LINES_MAX: usize = 70;

/// A source file of a module.
struct Source {
    path: PathBuf,
    module: String,
    text: String,
}

impl Source {
    /// The lines that are compiled into the program, numbered from 1: no comments, no modules of tests.
    fn code(&self) -> Vec<(usize, &str)> {
        let lines: Vec<(usize, &str)> = (1..).zip(self.text.lines()).collect();
        let mut kept = Vec::new();
        let mut rest = lines.as_slice();
        while let Some(((number, line), after)) = rest.split_first() {
            rest = match tests_end(rest) {
                Some(end) => &rest[end..],
                None => {
                    kept.push((*number, line.split("//").next().unwrap_or("")));
                    after
                }
            };
        }
        kept
    }

    /// What means `crate::` in this file when it is written by `super`.
    fn path_to_root(&self) -> String {
        let below = self.path.iter().rev().take_while(|part| *part != "src").count();
        let is_folder_root = self.path.ends_with("mod.rs");
        "super::".repeat(if is_folder_root { below - 1 } else { below })
    }

    fn at(&self, line: usize) -> String {
        format!("{}:{line}", self.path.display())
    }
}

/// How many lines a module of tests takes that begins with the first of `lines`; `None` where none begins there.
fn tests_end(lines: &[(usize, &str)]) -> Option<usize> {
    let (_, attribute) = lines.first()?;
    if attribute.trim() != "#[cfg(test)]" {
        return None;
    }
    let module = 1 + lines.iter().skip(1).position(|(_, line)| !line.trim_start().starts_with('#'))?;
    let (_, line) = lines.get(module)?;
    if line.trim_start().strip_prefix("mod ")?.ends_with(';') {
        return Some(module + 1);
    }
    let closing = format!("{}}}", &line[..line.len() - line.trim_start().len()]);
    Some(lines.iter().position(|(_, line)| *line == closing).unwrap_or(lines.len() - 1) + 1)
}

/// Every source file that belongs to a module and is no test.
fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut found = Vec::new();
    let mut folders = vec![root.clone()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(&folder).expect("the sources are there") {
            let path = entry.expect("readable").path();
            let name = path.file_name().and_then(|name| name.to_str()).expect("UTF-8").to_owned();
            if path.is_dir() && name != "tests" {
                folders.push(path);
            } else if name.ends_with(".rs") && name != "tests.rs" && !name.ends_with("_tests.rs") && folder != root {
                let inner = path.strip_prefix(&root).expect("below the root");
                let module = inner.iter().next().and_then(|part| part.to_str()).expect("UTF-8").to_owned();
                found.push(Source { module, text: fs::read_to_string(&path).expect("UTF-8"), path });
            }
        }
    }
    found
}

/// Collects what `breaks` says of each line of code and fails with all of it.
fn check(breaks: impl Fn(&Source, &str) -> Vec<String>) {
    let mut broken = Vec::new();
    for source in sources() {
        for (number, line) in source.code() {
            broken.extend(breaks(&source, line).into_iter().map(|what| format!("{} {what}", source.at(number))));
        }
    }
    assert!(broken.is_empty(), "{} places:\n{}", broken.len(), broken.join("\n"));
}

/// The modules of this crate that `code` names by `crate::NAME` or `crate::{NAME, ..}`; `root` is `crate::` or the
/// chain of `super::` that means the same.
fn imported(code: &str, root: &str) -> Vec<String> {
    let is_name = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let mut names = Vec::new();
    for (at, _) in code.match_indices(root).filter(|(at, _)| !code[..*at].ends_with("::")) {
        let rest = &code[at + root.len()..];
        match rest.strip_prefix('{') {
            // Only the names at the first level are modules; the group ends where its own brace closes.
            Some(group) => {
                let mut depth = 1;
                let mut first_level = String::new();
                for c in group.chars() {
                    depth += i32::from(c == '{') - i32::from(c == '}');
                    match depth {
                        0 => break,
                        1 => first_level.push(c),
                        _ => {}
                    }
                }
                let heads = first_level.split(',').map(|part| part.trim().split(|c| !is_name(c)).next());
                names.extend(heads.flatten().filter(|name| !name.is_empty()).map(str::to_owned));
            }
            None => names.push(rest.chars().take_while(|c| is_name(*c)).collect()),
        }
    }
    names
}

#[test]
fn modules_import_only_what_lies_below_them() {
    let mut broken = Vec::new();
    for source in sources() {
        let allowed = LAYERS.iter().find(|(module, _)| *module == source.module).map(|(_, allowed)| *allowed);
        let allowed = allowed.unwrap_or_else(|| panic!("`{}` is not in the table of layers", source.module));
        // One text without line breaks, since a group of imports may span lines.
        let code: String = source.code().into_iter().map(|(_, line)| line.trim()).collect();
        for root in ["crate::".to_owned(), source.path_to_root()] {
            let foreign = imported(&code, &root).into_iter();
            let foreign = foreign.filter(|name| *name != source.module && !allowed.contains(&name.as_str()));
            broken.extend(foreign.map(|name| format!("{} imports {name}", source.path.display())));
        }
    }
    assert!(broken.is_empty(), "{} places:\n{}", broken.len(), broken.join("\n"));
}

#[test]
fn the_table_of_layers_has_no_cycle_and_names_every_module() {
    for (i, (module, allowed)) in LAYERS.iter().enumerate() {
        for name in *allowed {
            let below = LAYERS.iter().position(|(other, _)| other == name);
            assert!(below.is_some_and(|place| place < i), "{module} may import {name}, which is not below it");
        }
    }
    let mut modules: Vec<String> = sources().into_iter().map(|source| source.module).collect();
    modules.sort();
    modules.dedup();
    let mut table: Vec<&str> = LAYERS.iter().map(|(module, _)| *module).collect();
    table.sort_unstable();
    assert_eq!(modules, table);
}

#[test]
fn a_crate_stays_in_the_module_that_it_belongs_to() {
    check(|source, line| {
        let taken = RESERVED
            .iter()
            .filter(|(word, owners)| names_path(line, word) && !owners.contains(&source.module.as_str()));
        taken.map(|(word, owners)| format!("uses {word}, which belongs to {owners:?}")).collect()
    });
}

/// Whether `line` holds `word` where a path begins, and not as the end of another name (`my_clap::`).
fn names_path(line: &str, word: &str) -> bool {
    line.match_indices(word).any(|(at, _)| !line[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_'))
}

#[test]
fn the_pure_core_has_no_clock_no_files_no_network_and_no_logs() {
    check(|source, line| {
        if !PURE.contains(&source.module.as_str()) {
            return Vec::new();
        }
        IMPURE.iter().filter(|word| names_path(line, word)).map(|word| format!("is pure and uses {word}")).collect()
    });
}

#[test]
fn nothing_is_unwrapped_unsafe_or_left_for_later() {
    check(|_, line| FORBIDDEN.iter().filter(|w| line.contains(**w)).map(|w| format!("holds `{w}`")).collect());
}

#[test]
fn every_file_says_what_it_is_and_is_short_enough_to_read() {
    let mut broken = Vec::new();
    for source in sources() {
        if !source.text.starts_with("//!") {
            broken.push(format!("{} does not open with `//!`", source.at(1)));
        }
        let lines = source.code().len();
        if lines > FILE_LINES_MAX {
            broken.push(format!("{} has {lines} lines, at most {FILE_LINES_MAX}", source.at(1)));
        }
        for (start, lines) in functions(&source) {
            if lines > FUNCTION_LINES_MAX {
                broken.push(format!("{} has {lines} lines, at most {FUNCTION_LINES_MAX}", source.at(start)));
            }
        }
    }
    assert!(broken.is_empty(), "{}", broken.join("\n"));
}

/// First line and length of each function: formatted code closes it with a brace at its own indentation.
fn functions(source: &Source) -> Vec<(usize, usize)> {
    let code = source.code();
    let mut found = Vec::new();
    for (i, (number, line)) in code.iter().enumerate() {
        let indent = line.len() - line.trim_start().len();
        let opens = ["fn ", "pub fn ", "pub(super) fn ", "pub(crate) fn ", "async fn ", "pub async fn "];
        if opens.iter().any(|open| line.trim_start().starts_with(open)) && !line.trim_end().ends_with([';', '}']) {
            let closing = format!("{}}}", " ".repeat(indent));
            let length = code[i..].iter().position(|(_, line)| line.trim_end() == closing).unwrap_or(0) + 1;
            found.push((*number, length));
        }
    }
    found
}

#[test]
fn the_rules_find_what_breaks_them() {
    assert_eq!(imported("use crate::{model::{Article, Block},store,};x", "crate::"), ["model", "store"]);
    assert_eq!(imported("crate::compare::sift(crate::model::Article::default())", "crate::"), ["compare", "model"]);
    assert_eq!(
        imported("use super::super::fetch::x; use super::super::super::y;", "super::super::"),
        ["fetch", "super"]
    );
    assert!(names_path("use clap::Parser;", "clap::") && !names_path("my_clap::x", "clap::"));
    let text = "//! x\nfn a() {\n    let s = 1;\n}\n#[cfg(test)]\n#[path = \"a.rs\"]\nmod tests;\nmod b;\n\
                #[cfg(test)]\nmod c {\n    fn d() {\n    }\n}\nfn e();\n";
    let source = Source { path: PathBuf::from("a.rs"), module: "model".to_owned(), text: text.to_owned() };
    assert_eq!(functions(&source), [(2, 3)]);
    assert_eq!(source.code().into_iter().map(|(number, _)| number).collect::<Vec<_>>(), [1, 2, 3, 4, 8, 14]);
}
