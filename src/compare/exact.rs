//! The exact difference of two texts that are equal when folded: what differs in typography alone.

use similar::{Algorithm, ChangeTag, capture_diff_slices};

use crate::model::{Op, Run};

/// The runs that lead from `old` to `new`, mark by mark; words stay whole.
pub fn exact_runs(old: &str, new: &str) -> Vec<Run> {
    let (old, new) = (pieces(old), pieces(new));
    let mut runs: Vec<Run> = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &old, &new) {
        for change in op.iter_changes(&old, &new) {
            let op = match change.tag() {
                ChangeTag::Equal => Op::Equal,
                ChangeTag::Delete => Op::Delete,
                ChangeTag::Insert => Op::Insert,
            };
            match runs.last_mut().filter(|run| run.op == op) {
                Some(run) => run.text.push_str(change.value()),
                None => runs.push(Run::new(op, change.value())),
            }
        }
    }
    runs
}

/// A text in words and single marks.
fn pieces(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut was_word = false;
    for (at, c) in text.char_indices() {
        let is_word = c.is_alphanumeric();
        if at > start && !(is_word && was_word) {
            found.extend(text.get(start..at));
            start = at;
        }
        was_word = is_word;
    }
    found.extend(text.get(start..).filter(|rest| !rest.is_empty()));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_are_told_apart_and_words_stay_whole() {
        let runs = exact_runs("He said “no”.", "He said \"no\".");
        let shown: String = runs
            .iter()
            .map(|run| match run.op {
                Op::Equal => run.text.clone(),
                Op::Delete => format!("[-{}-]", run.text),
                Op::Insert => format!("{{+{}+}}", run.text),
            })
            .collect();
        assert_eq!(shown, "He said [-“-]{+\"+}no[-”-]{+\"+}.");
    }
}
