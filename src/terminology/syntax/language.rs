//! BCP-47 language tags (RFC 5646 §2.1).

/// Whether a tag is well-formed; whether its subtags are registered is not looked at.
pub(super) fn is_well_formed(tag: &str) -> bool {
    let parts: Vec<&str> = tag.split('-').collect();
    if parts.iter().any(|part| part.is_empty() || part.len() > 8 || !part.bytes().all(|b| b.is_ascii_alphanumeric())) {
        return false;
    }
    if IRREGULAR.iter().any(|irregular| irregular.eq_ignore_ascii_case(tag)) {
        return true;
    }
    if is(parts[0], "x") {
        return parts.len() > 1;
    }
    is_language(&parts)
}

/// Grandfathered tags that the grammar does not cover.
const IRREGULAR: [&str; 17] = [
    "en-GB-oed",
    "i-ami",
    "i-bnn",
    "i-default",
    "i-enochian",
    "i-hak",
    "i-klingon",
    "i-lux",
    "i-mingo",
    "i-navajo",
    "i-pwn",
    "i-tao",
    "i-tay",
    "i-tsu",
    "sgn-BE-FR",
    "sgn-BE-NL",
    "sgn-CH-DE",
];

fn is_language(parts: &[&str]) -> bool {
    let mut rest = &parts[1..];
    if !letters(parts[0]) || parts[0].len() < 2 {
        return false;
    }
    let mut extended = 0;
    while extended < 3 && parts[0].len() < 4 && take(&mut rest, |part| part.len() == 3 && letters(part)) {
        extended += 1;
    }
    take(&mut rest, |part| part.len() == 4 && letters(part));
    take(&mut rest, |part| part.len() == 2 && letters(part) || part.len() == 3 && digits(part));
    let is_variant = |part: &str| part.len() >= 5 || part.len() == 4 && part.as_bytes()[0].is_ascii_digit();
    while take(&mut rest, is_variant) {}
    while take(&mut rest, |part| part.len() == 1 && !is(part, "x")) {
        if !take(&mut rest, |part| part.len() >= 2) {
            return false;
        }
        while take(&mut rest, |part| part.len() >= 2) {}
    }
    rest.is_empty() || is(rest[0], "x") && rest.len() > 1
}

/// Takes the next part if it passes the test.
fn take(rest: &mut &[&str], test: impl Fn(&str) -> bool) -> bool {
    match rest.split_first() {
        Some((first, others)) if test(first) => {
            *rest = others;
            true
        }
        _ => false,
    }
}

fn is(part: &str, letter: &str) -> bool {
    part.eq_ignore_ascii_case(letter)
}

fn letters(part: &str) -> bool {
    part.bytes().all(|b| b.is_ascii_alphabetic())
}

fn digits(part: &str) -> bool {
    part.bytes().all(|b| b.is_ascii_digit())
}
