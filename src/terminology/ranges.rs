//! Sets of positions, kept as sorted ranges: a branch of a code system is one range.

/// A set of positions.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Ranges(Vec<(u32, u32)>);

impl Ranges {
    /// All positions below `count`.
    pub fn all(count: u32) -> Self {
        Self::from_unsorted(vec![(0, count)])
    }

    /// The union of ranges given as start and end (excluded).
    pub fn from_unsorted(mut ranges: Vec<(u32, u32)>) -> Self {
        ranges.retain(|(start, end)| start < end);
        ranges.sort_unstable();
        let mut joined: Vec<(u32, u32)> = Vec::with_capacity(ranges.len());
        for (start, end) in ranges {
            match joined.last_mut() {
                Some(last) if start <= last.1 => last.1 = last.1.max(end),
                _ => joined.push((start, end)),
            }
        }
        Self(joined)
    }

    /// The positions that pass a test.
    pub fn filter(count: u32, mut test: impl FnMut(u32) -> bool) -> Self {
        Self::from_unsorted((0..count).filter(|i| test(*i)).map(|i| (i, i + 1)).collect())
    }

    /// The positions below `count` that are not in it.
    pub fn complement(&self, count: u32) -> Self {
        let mut rest = Vec::with_capacity(self.0.len() + 1);
        let mut at = 0;
        for &(start, end) in &self.0 {
            rest.push((at, start.min(count)));
            at = end;
        }
        rest.push((at, count));
        Self::from_unsorted(rest)
    }

    /// The positions in both.
    pub fn intersection(&self, other: &Self) -> Self {
        let (mut left, mut right) = (self.0.iter().peekable(), other.0.iter().peekable());
        let mut common = Vec::new();
        while let (Some(&&(a, b)), Some(&&(c, d))) = (left.peek(), right.peek()) {
            common.push((a.max(c), b.min(d)));
            if b < d {
                left.next()
            } else {
                right.next()
            };
        }
        Self::from_unsorted(common)
    }

    /// Whether a position is in it.
    pub fn contains(&self, position: u32) -> bool {
        let after = self.0.partition_point(|(start, _)| *start <= position);
        after > 0 && position < self.0[after - 1].1
    }

    /// The positions, ascending.
    pub fn iter(&self) -> impl Iterator<Item = u32> + '_ {
        self.0.iter().flat_map(|&(start, end)| start..end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn set(ranges: &Ranges) -> BTreeSet<u32> {
        ranges.iter().collect()
    }

    fn any_ranges() -> impl Strategy<Value = Ranges> {
        proptest::collection::vec((0u32..40, 0u32..40), 0..8).prop_map(Ranges::from_unsorted)
    }

    proptest! {
        #[test]
        fn operations_are_those_of_sets(a in any_ranges(), b in any_ranges(), at in 0u32..50) {
            let (x, y) = (set(&a), set(&b));
            prop_assert_eq!(set(&a.intersection(&b)), &x & &y);
            prop_assert_eq!(set(&a.complement(40)), (0..40).filter(|i| !x.contains(i)).collect::<BTreeSet<_>>());
            prop_assert_eq!(a.contains(at), x.contains(&at));
            prop_assert_eq!(&Ranges::filter(40, |i| x.contains(&i)), &a);
        }
    }

    #[test]
    fn neighbours_join() {
        assert_eq!(Ranges::from_unsorted(vec![(3, 5), (0, 3), (7, 7)]), Ranges(vec![(0, 5)]));
        assert_eq!(Ranges::all(0), Ranges::default());
    }
}
