//! Codes that one typing slip leads to from a code.

/// What one slip makes of a code: a character left out, put in, wrong, or swapped with the next. Nothing of texts that are
/// no codes.
pub(super) fn slips(code: &str) -> impl Iterator<Item = String> {
    const LONGEST: usize = 24;
    const CHARACTERS: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let length = if code.is_ascii() && code.len() <= LONGEST { code.len() } else { 0 };
    let with = move |at: usize, end: usize, put: &str| format!("{}{put}{}", &code[..at], &code[end..]);
    let places =
        move |last: usize| (0..last).flat_map(|at| CHARACTERS.iter().map(move |c| (at, char::from(*c).to_string())));
    let swapped = (1..length).map(move |at| with(at - 1, at + 1, &code[at - 1..=at].chars().rev().collect::<String>()));
    let left_out = (0..length).map(move |at| with(at, at + 1, ""));
    let replaced = places(length).map(move |(at, put)| with(at, at + 1, &put));
    let put_in = places(if length == 0 { 0 } else { length + 1 }).map(move |(at, put)| with(at, at, &put));
    swapped.chain(left_out).chain(replaced).chain(put_in)
}
