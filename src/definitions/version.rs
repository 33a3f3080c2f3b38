//! Versions of definitions: which comes after which, and which one `|version` means.

use std::cmp::Ordering;

/// Splits `url|version`.
pub(crate) fn split_canonical(canonical: &str) -> (&str, Option<&str>) {
    match canonical.split_once('|') {
        Some((url, version)) => (url, Some(version)),
        None => (canonical, None),
    }
}

/// How well the version that a definition carries fits the one asked for, worst first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Fit {
    /// Another version.
    Other,
    /// The same first two numbers: `1.10` or `1.10.1` for `1.10.0`.
    Minor,
    /// The same.
    Exact,
}

/// Compares a carried version with the one asked for.
pub(crate) fn fit(carried: &str, asked: &str) -> Fit {
    match (major_and_minor(carried), major_and_minor(asked)) {
        _ if carried == asked => Fit::Exact,
        (Some(carried), Some(asked)) if carried == asked => Fit::Minor,
        _ => Fit::Other,
    }
}

/// The first two numbers of a version that has at least two.
fn major_and_minor(version: &str) -> Option<(u32, u32)> {
    let mut parts = version.split(['.', '-']);
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

/// Orders versions by their numbers, so that 1.10 comes after 1.9; what is no number by its letters.
pub(crate) fn compare_versions(a: &str, b: &str) -> Ordering {
    let mut left = a.split(['.', '-']);
    let mut right = b.split(['.', '-']);
    loop {
        let order = match (left.next(), right.next()) {
            (None, None) => return a.cmp(b),
            (None, Some(_)) => Ordering::Less,
            (Some(_), None) => Ordering::Greater,
            (Some(x), Some(y)) => match (x.parse::<u64>(), y.parse::<u64>()) {
                (Ok(x), Ok(y)) => x.cmp(&y),
                (Ok(_), Err(_)) => Ordering::Greater,
                (Err(_), Ok(_)) => Ordering::Less,
                (Err(_), Err(_)) => x.cmp(y),
            },
        };
        if order != Ordering::Equal {
            return order;
        }
    }
}

/// The number of the best version of the candidates, given in loading order: the one asked for, else the highest, among
/// equal ones the last.
pub fn best<'a>(found: impl Iterator<Item = (u32, &'a str)>, asked: Option<&str>) -> Option<u32> {
    let mut best: Option<(Fit, &str, u32)> = None;
    for (id, version) in found {
        let fit = asked.map_or(Fit::Exact, |asked| fit(version, asked));
        let wins = best.is_none_or(|(best_fit, best_version, best_id)| {
            let order = fit.cmp(&best_fit).then_with(|| compare_versions(version, best_version));
            order.then(id.cmp(&best_id)).is_gt()
        });
        if wins {
            best = Some((fit, version, id));
        }
    }
    best.map(|(_, _, id)| id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn versions_fit() {
        for (carried, asked, expected) in [
            ("1.10.0", "1.10.0", Fit::Exact),
            ("", "", Fit::Exact),
            ("1", "1", Fit::Exact),
            ("1.10.0", "1.10", Fit::Minor),
            ("1.10.0", "1.10.9", Fit::Minor),
            ("1.10", "1.10.0", Fit::Minor),
            ("1.10.0", "1.1", Fit::Other),
            ("1.10.0", "1", Fit::Other),
            ("1", "1.0", Fit::Other),
            ("", "1.0", Fit::Other),
            ("x.x.x", "x.x", Fit::Other),
        ] {
            assert_eq!(fit(carried, asked), expected, "{carried} {asked}");
        }
    }

    #[test]
    fn versions_order_by_number() {
        for (low, high) in [("1.9.0", "1.10.0"), ("", "1"), ("1", "1.0"), ("x", "1"), ("1.0-a", "1.0-b")] {
            assert_eq!(compare_versions(low, high), Ordering::Less, "{low} {high}");
            assert_eq!(compare_versions(high, low), Ordering::Greater, "{low} {high}");
        }
        assert_eq!(compare_versions("1.2", "1.2"), Ordering::Equal);
    }
}
