//! Reading the tables of a configuration so that every problem is found in one pass, each with its line.
//!
//! Derived deserialisation is not used: it ends at the first problem, and its messages do not say what would be
//! right. A [`Section`] hands out the values of the keys it is asked for; what was never asked for is an unknown key.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::error::ConfigProblem;
use super::nearest::nearest;

/// The problems found so far, and where the lines of the file begin.
pub(super) struct Findings {
    line_starts: Vec<usize>,
    pub(super) problems: Vec<ConfigProblem>,
    pub(super) warnings: Vec<ConfigProblem>,
}

impl Findings {
    pub(super) fn new(text: &str) -> Self {
        let after_feeds = text.bytes().enumerate().filter(|(_, b)| *b == b'\n').map(|(i, _)| i + 1);
        let line_starts = std::iter::once(0).chain(after_feeds).collect();
        Findings { line_starts, problems: Vec::new(), warnings: Vec::new() }
    }

    /// The line, from 1, that holds a byte of the file.
    pub(super) fn line(&self, byte: usize) -> usize {
        self.line_starts.partition_point(|start| *start <= byte).max(1)
    }

    pub(super) fn refuse(&mut self, span: Range<usize>, place: &str, key: &str, text: impl Into<String>) {
        let problem = self.problem(span, place, key, text.into());
        self.problems.push(problem);
    }

    pub(super) fn warn(&mut self, span: Range<usize>, place: &str, key: &str, text: impl Into<String>) {
        let problem = self.problem(span, place, key, text.into());
        self.warnings.push(problem);
    }

    fn problem(&self, span: Range<usize>, place: &str, key: &str, text: String) -> ConfigProblem {
        ConfigProblem { line: self.line(span.start), place: place.to_owned(), key: key.to_owned(), text }
    }
}

/// What a reader of values gets; `Err` is a sentence of what is wrong and what would be right.
pub(super) type Read<T> = Result<T, String>;

/// One table of the file, and which of its keys are known.
pub(super) struct Section<'t> {
    /// `None` where the file does not have this table: then every key has its default.
    table: Option<&'t DeTable<'t>>,
    pub(super) span: Range<usize>,
    /// As shown in messages: `[fetch]`, `site "x"`.
    pub(super) place: String,
    /// What stands before the keys in messages: `select.` in a table within a site.
    prefix: &'static str,
    known: Vec<&'static str>,
}

impl<'t> Section<'t> {
    pub(super) fn new(table: Option<&'t DeTable<'t>>, span: Range<usize>, place: &str, prefix: &'static str) -> Self {
        Section { table, span, place: place.to_owned(), prefix, known: Vec::new() }
    }

    /// A value as it stands, its key from now on known.
    pub(super) fn value(&mut self, key: &'static str) -> Option<&'t Spanned<DeValue<'t>>> {
        if !self.known.contains(&key) {
            self.known.push(key);
        }
        self.table?.get(key)
    }

    /// Reads a value where it is given; `None` where it is not, or is wrong (which is then noted).
    pub(super) fn read<T>(
        &mut self,
        found: &mut Findings,
        key: &'static str,
        reader: impl Fn(&DeValue) -> Read<T>,
    ) -> Option<T> {
        let value = self.value(key)?;
        match reader(value.get_ref()) {
            Ok(value) => Some(value),
            Err(text) => {
                self.refuse(found, value.span(), key, text);
                None
            }
        }
    }

    /// Reads one value or a list of them, each with its place in the file; wrong ones are noted and left out.
    pub(super) fn each<T>(
        &mut self,
        found: &mut Findings,
        key: &'static str,
        reader: impl Fn(&DeValue) -> Read<T>,
    ) -> Option<Vec<Spanned<T>>> {
        let value = self.value(key)?;
        let items = match value.get_ref() {
            DeValue::Array(items) => items.iter().collect(),
            _ => vec![value],
        };
        let mut good = Vec::with_capacity(items.len());
        for item in items {
            match reader(item.get_ref()) {
                Ok(value) => good.push(Spanned::new(item.span(), value)),
                Err(text) => self.refuse(found, item.span(), key, text),
            }
        }
        Some(good)
    }

    /// A table within this one.
    pub(super) fn table(
        &mut self,
        found: &mut Findings,
        key: &'static str,
        place: &str,
        prefix: &'static str,
    ) -> Section<'t> {
        let empty = Section::new(None, self.span.clone(), place, prefix);
        let Some(value) = self.value(key) else { return empty };
        match value.get_ref() {
            DeValue::Table(table) => Section::new(Some(table), value.span(), place, prefix),
            other => {
                let text = format!("is {}; write a table, as in [{key}]", kind(other));
                self.refuse(found, value.span(), key, text);
                empty
            }
        }
    }

    /// Notes a problem with one of this section's keys.
    pub(super) fn refuse(&self, found: &mut Findings, span: Range<usize>, key: &str, text: impl Into<String>) {
        found.refuse(span, &self.place, &format!("{}{key}", self.prefix), text);
    }

    /// Notes every key that nothing asked for.
    pub(super) fn finish(self, found: &mut Findings) {
        for (key, _) in self.table.into_iter().flatten() {
            let name: &str = key.get_ref();
            if self.known.contains(&name) {
                continue;
            }
            let text = match nearest(name, self.known.iter().copied()) {
                Some(meant) => format!("is not known; did you mean \"{meant}\"?"),
                None => format!("is not known; known here: {}", self.known.join(", ")),
            };
            self.refuse(found, key.span(), name, text);
        }
    }
}

/// What a value is, for messages.
pub(super) fn kind(value: &DeValue) -> &'static str {
    match value {
        DeValue::String(_) => "a text",
        DeValue::Integer(_) => "a number",
        DeValue::Float(_) => "a fraction",
        DeValue::Boolean(_) => "true or false",
        DeValue::Datetime(_) => "a date",
        DeValue::Array(_) => "a list",
        DeValue::Table(_) => "a table",
    }
}
