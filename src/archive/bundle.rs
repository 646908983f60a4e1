//! A bundle of evidence: a tar archive of plain files that can be checked without this program, by the script in it.

use std::io::{self, Write};

use serde::Serialize;

use super::digest::sha256;
use crate::model::Timestamp;

const README: &str = include_str!("README.evidence.txt");
const SCRIPT: &str = include_str!("verify.py");

/// What a bundle is about.
#[derive(Debug, Clone, Serialize)]
pub struct Subject {
    /// The change's row.
    pub change: i64,
    pub page: String,
    pub summary: String,
    /// The folders of texts: "old", "new".
    pub sides: Vec<&'static str>,
}

/// A file by its path in the bundle.
pub type Named = (String, Vec<u8>);

#[derive(Serialize)]
struct Manifest<'a> {
    made_by: &'static str,
    made_at: String,
    #[serde(flatten)]
    subject: &'a Subject,
    files: Vec<Entry<'a>>,
}

#[derive(Serialize)]
struct Entry<'a> {
    name: &'a str,
    bytes: usize,
    sha256: String,
}

/// Writes a bundle of `files` with its manifest, sums, script and instructions; `at` is the present.
///
/// # Errors
/// Those of `out`.
pub fn write_bundle(out: &mut dyn Write, subject: &Subject, mut files: Vec<Named>, at: Timestamp) -> io::Result<()> {
    files.push(("README.txt".to_owned(), README.into()));
    files.push(("verify.py".to_owned(), SCRIPT.into()));
    files.sort();
    let entry = |(name, content): &'_ Named| (name.clone(), content.len(), sha256(content));
    let sums: Vec<(String, usize, String)> = files.iter().map(entry).collect();
    let manifest = Manifest {
        made_by: concat!("newswatch ", env!("CARGO_PKG_VERSION")),
        made_at: at.to_rfc3339(),
        subject,
        files: sums.iter().map(|(name, bytes, sum)| Entry { name, bytes: *bytes, sha256: sum.clone() }).collect(),
    };
    let manifest = serde_json::to_vec_pretty(&manifest)?;
    let mut lines: String = sums.iter().map(|(name, _, sum)| format!("{sum}  {name}\n")).collect();
    lines.push_str(&format!("{}  manifest.json\n", sha256(&manifest)));
    files.push(("manifest.json".to_owned(), manifest));
    files.push(("SHA256SUMS".to_owned(), lines.into_bytes()));
    let folder = format!("evidence-change-{}", subject.change);
    let mut archive = tar::Builder::new(out);
    for (name, content) in &files {
        let mut header = tar::Header::new_ustar();
        header.set_path(format!("{folder}/{name}"))?;
        header.set_size(content.len() as u64);
        header.set_entry_type(tar::EntryType::Regular);
        header.set_mode(0o644);
        header.set_uid(0);
        header.set_gid(0);
        header.set_mtime(u64::try_from(at.timestamp()).unwrap_or(0));
        header.set_cksum();
        archive.append(&header, content.as_slice())?;
    }
    archive.finish()
}
