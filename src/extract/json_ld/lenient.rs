//! JSON as publishers print it into pages: with comments of HTML around it, line feeds in strings and commas too many.

use serde_json::Value;

/// Reads JSON strictly, else with the usual faults mended; `None` where it is still none.
///
/// Depth is bounded by serde_json's own limit (128).
pub(super) fn parse(text: &str) -> Option<Value> {
    let text = text.trim();
    // Faulty JSON is common and expected here; the second try is the handling.
    serde_json::from_str(text).ok().or_else(|| serde_json::from_str(&mended(text)).ok())
}

/// `text` without comment and CDATA marks, with control characters in strings as spaces and without trailing commas.
fn mended(text: &str) -> String {
    let text = text.trim_end_matches(';');
    let mut out = String::with_capacity(text.len());
    let (mut is_string, mut is_escaped) = (false, false);
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        let mut length = c.len_utf8();
        if is_string {
            out.push(if c.is_control() { ' ' } else { c });
            match c {
                _ if is_escaped => is_escaped = false,
                '\\' => is_escaped = true,
                '"' => is_string = false,
                _ => {}
            }
        } else if let Some(mark) = mark_at(rest) {
            length = mark;
        } else {
            match c {
                '"' => is_string = true,
                '}' | ']' => {
                    let kept = out.trim_end().trim_end_matches(',').len();
                    out.truncate(kept);
                }
                _ => {}
            }
            out.push(c);
        }
        rest = rest.get(length..).unwrap_or_default();
    }
    out
}

/// The length of a mark at the start that is no JSON: of comments and CDATA sections.
fn mark_at(text: &str) -> Option<usize> {
    ["<!--", "-->", "//<![CDATA[", "//]]>", "<![CDATA[", "]]>", "/*<![CDATA[*/", "/*]]>*/", "// <![CDATA[", "// ]]>"]
        .iter()
        .find(|mark| text.starts_with(**mark))
        .map(|mark| mark.len())
}

/// The string value of `"key"` in text that is no JSON at all: the first one.
pub(super) fn rescue<'t>(text: &'t str, key: &str) -> Option<&'t str> {
    let quoted = format!("\"{key}\"");
    let after = text.get(text.find(&quoted)? + quoted.len()..)?;
    let value = after.trim_start().strip_prefix(':')?.trim_start().strip_prefix('"')?;
    let value = value.get(..value.find(['"', '\n'])?)?;
    (!value.is_empty() && value.len() <= 256 && !value.contains('\\')).then_some(value)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_usual_faults_are_mended() {
        for text in [
            r#"{"a":"x"}"#,
            "<!-- {\"a\":\"x\"} -->",
            "//<![CDATA[\n{\"a\":\"x\",}\n//]]>",
            "{\"a\":\"x\", \"b\":[1,2,],};",
        ] {
            assert_eq!(parse(text).and_then(|v| v.get("a").cloned()), Some(Value::from("x")), "{text}");
        }
        assert_eq!(
            parse("{\"a\":\"x\ny\\\"<!--,}\"}").and_then(|v| v.get("a").cloned()),
            Some(Value::from("x y\"<!--,}"))
        );
    }

    #[test]
    fn what_is_no_json_is_none_and_bounded() {
        for text in ["", "{", "[}", "null x", &"[".repeat(100_000), &"{\"a\":".repeat(100_000)] {
            assert_eq!(parse(text), None);
        }
        assert_eq!(rescue("{\"datePublished\" : \"2019-06-04\", \"x\": }", "datePublished"), Some("2019-06-04"));
        assert_eq!(rescue("{\"datePublished\":", "datePublished"), None);
    }
}
