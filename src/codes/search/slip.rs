//! Typing slips: one character too many, too few, wrong, or swapped with its neighbour.

/// Whether two texts differ by one slip at most.
pub fn one_slip(a: &str, b: &str) -> bool {
    let (a, b) = without_common_start(a, b);
    let mut a: Vec<char> = a.chars().collect();
    let mut b: Vec<char> = b.chars().collect();
    while let (Some(x), Some(y)) = (a.last(), b.last())
        && x == y
    {
        a.pop();
        b.pop();
    }
    match (a.as_slice(), b.as_slice()) {
        ([] | [_], [] | [_]) => true,
        ([x, y], [v, w]) => x == w && y == v,
        _ => false,
    }
}

/// Whether a text differs by one slip at most from what another begins with.
pub fn one_slip_from_start(text: &str, longer: &str) -> bool {
    let (text, longer) = without_common_start(text, longer);
    let rest = |text: &'_ str| -> Option<(char, usize)> { text.chars().next().map(|c| (c, c.len_utf8())) };
    let Some((typed, typed_length)) = rest(text) else { return true };
    let after_typed = &text[typed_length..];
    if longer.starts_with(after_typed) {
        return true;
    }
    let Some((meant, meant_length)) = rest(longer) else { return false };
    let after_meant = &longer[meant_length..];
    if after_meant.starts_with(text) || after_meant.starts_with(after_typed) {
        return true;
    }
    let swapped = |after: &str| {
        after
            .strip_prefix(typed)
            .is_some_and(|rest| after_typed.strip_prefix(meant).is_some_and(|end| rest.starts_with(end)))
    };
    swapped(after_meant)
}

fn without_common_start<'t>(a: &'t str, b: &'t str) -> (&'t str, &'t str) {
    let mut common = a.bytes().zip(b.bytes()).take_while(|(x, y)| x == y).count();
    while !a.is_char_boundary(common) || !b.is_char_boundary(common) {
        common -= 1;
    }
    (&a[common..], &b[common..])
}

/// Which characters a text has, as a set of 128 classes: texts that differ by one slip differ in one class each way at
/// most.
pub fn classes(text: &str) -> u128 {
    text.chars().fold(0, |set, c| set | 1 << ((c as u32).wrapping_mul(0x9e37_79b1) >> 25))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slips_are_seen() {
        let cases = [
            ("高血圧症", "高血圧症", true),
            ("高血圧症", "高血症", true),
            ("高血圧症", "高血圧症候", true),
            ("高血圧症", "高血庄症", true),
            ("高血圧症", "高圧血症", true),
            ("高血圧症", "血高症圧", false),
            ("高血圧症", "高血", false),
            ("", "一", true),
            ("", "一二", false),
            ("一二", "三四", false),
            ("あい", "あう", true),
        ];
        for (a, b, expected) in cases {
            assert_eq!((one_slip(a, b), one_slip(b, a)), (expected, expected), "{a} {b}");
        }
    }

    #[test]
    fn slips_in_a_beginning_are_seen() {
        let cases = [
            ("高血", true),
            ("高庄", true),
            ("高庄症", false),
            ("高庄圧", true),
            ("血圧", true),
            ("血高圧", true),
            ("高の血圧", true),
            ("高血圧症候群", false),
            ("高血圧症候", true),
            ("低脈", false),
            ("", true),
        ];
        for (text, expected) in cases {
            assert_eq!(one_slip_from_start(text, "高血圧症"), expected, "{text}");
        }
    }

    #[test]
    fn one_slip_changes_one_class_each_way() {
        for (a, b) in [("高血圧症", "高血症"), ("高血圧症", "高血庄症"), ("高血圧症", "高圧血症")]
        {
            let (a, b) = (classes(a), classes(b));
            assert!((a & !b).count_ones() <= 1 && (b & !a).count_ones() <= 1);
        }
    }
}
