//! Proposed selectors as a block of `config.toml`, each with a comment that says how well it did.

use std::io::{self, Write};

use super::text::percent;
use crate::config::OTHER;
use crate::extract::{Proposal, Suggestion, WhyNot};
use crate::model::{Untrusted, is_active};

/// Characters of a site's name at most, as the configuration allows.
const NAME_CHARS_MAX: usize = 64;

/// Stands where the pages do not say on which host they are.
const HOST: &str = "www.example.org";

/// Writes the block; the configuration's own check accepts it as it is.
pub(super) fn write(out: &mut dyn Write, found: &Suggestion) -> io::Result<()> {
    let pages = found.pages();
    writeln!(
        out,
        "# Proposed from {pages} pages, by comparison with what is found on them without selectors. Look at what each takes"
    )?;
    writeln!(out, "# before you use it: `newswatch try PAGE --body`.")?;
    if found.is_cut {
        writeln!(out, "# The time was up before everything was tried ([limits] parse_timeout).")?;
    }
    let unused = found.is_used.len() - pages;
    if unused > 0 {
        writeln!(out, "# Pages on which no article was found, and which taught nothing: {unused}.")?;
    }
    writeln!(out, "[[site]]")?;
    writeln!(out, "name = {}", quoted(&name(found)))?;
    match found.hosts.as_slice() {
        [] => {
            writeln!(out, "# The pages do not say on which host they are: write it here.\nhosts = [{}]", quoted(HOST))?
        }
        hosts => writeln!(out, "hosts = [{}]", hosts.iter().map(|host| quoted(host)).collect::<Vec<_>>().join(", "))?,
    }
    if !found.foreign.is_empty() {
        let hosts = Untrusted::new(&found.foreign.join(", ")).to_string();
        writeln!(
            out,
            "# Pages that state to be of another site ({hosts}) taught as well: leave them out if they do not belong here."
        )?;
    }
    writeln!(out, "\n[site.select]")?;
    found.fields.iter().try_for_each(|proposal| field(out, proposal, pages))
}

fn field(out: &mut dyn Write, proposal: &Proposal, pages: usize) -> io::Result<()> {
    let Proposal { field, picks, pages: on, .. } = proposal;
    if let Some(why_not) = &proposal.why_not {
        return writeln!(out, "# {field}: {}", reason(why_not));
    }
    let list = match picks.as_slice() {
        [one] => quoted(one),
        picks => {
            let rows: Vec<String> = picks.iter().map(|pick| format!("    {},\n", quoted(pick))).collect();
            format!("[\n{}]", rows.concat())
        }
    };
    if *field == "remove" {
        writeln!(
            out,
            "# left out of the body without selectors as well; there is something to take out on {on} of {pages} pages"
        )?;
        return writeln!(out, "{field} = {list}");
    }
    let agreement = if percent(proposal.mean) == percent(proposal.worst) {
        format!("{} %", percent(proposal.mean))
    } else {
        format!("{} % (on one page {} %)", percent(proposal.mean), percent(proposal.worst))
    };
    writeln!(out, "# on {on} of {pages} pages; agrees to {agreement} with what is found without it")?;
    if *on < pages {
        writeln!(
            out,
            "# Where it matches nothing, that is told of as a problem: write it only if every article has one."
        )?;
        return writeln!(out, "# {field} = {list}");
    }
    writeln!(out, "{field} = {list}")
}

fn reason(why_not: &WhyNot) -> String {
    match why_not {
        WhyNot::Absent => "nothing is proposed; it is found on fewer than two of these pages".to_owned(),
        WhyNot::Stated => "it is found in the pages' metadata, without a selector".to_owned(),
        WhyNot::Unstable => {
            "nothing is proposed; no name around it is the same on all pages (it is found without)".to_owned()
        }
        WhyNot::Unlike { pick, mean } => format!(
            "nothing is proposed; the best, `{pick}`, agrees to {} % with what is found without it",
            percent(*mean)
        ),
        WhyNot::Unnamed { words } => format!(
            "nothing is proposed; {words} words more than without selectors stand in elements without names of their own"
        ),
        WhyNot::Needless => "nothing has to be taken out of the body".to_owned(),
    }
}

/// The name that the pages give their site, else the host, as the configuration takes it.
fn name(found: &Suggestion) -> String {
    let given = found.name.iter().chain(&found.hosts).map(String::as_str).chain([HOST]);
    let plain =
        |name: &str| name.chars().filter(|c| !is_active(*c)).take(NAME_CHARS_MAX).collect::<String>().trim().to_owned();
    given.map(plain).find(|name| !name.is_empty() && name != OTHER).unwrap_or_default()
}

/// A text as a basic string of TOML.
fn quoted(text: &str) -> String {
    let escaped: String = text
        .chars()
        .map(|c| match c {
            '"' | '\\' => format!("\\{c}"),
            c if is_active(c) => format!("\\u{:04X}", u32::from(c) & 0xffff),
            c => c.to_string(),
        })
        .collect();
    format!("\"{escaped}\"")
}
