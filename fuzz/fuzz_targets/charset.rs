//! Any bytes under any charset label: the text is whole, and the same again.

#![no_main]

use libfuzzer_sys::fuzz_target;
use newswatch::extract;

fuzz_target!(|input: (&str, &[u8])| {
    let (header, bytes) = input;
    let decoded = extract::decode(bytes, Some(header));
    assert_eq!(decoded, extract::decode(bytes, Some(header)), "reading is repeatable");
    let _ = decoded.is_garbled();
    let text = extract::normal_form(&decoded.text);
    assert_eq!(extract::normal_form(&text), text, "the normal form is its own normal form");
});
