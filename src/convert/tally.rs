//! How many codes went which way.

/// How the conversion of a code went.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Outcome {
    /// One target, for certain.
    #[default]
    Exact,
    /// A policy chose among candidates.
    Chosen,
    /// The target stood there already.
    Present,
    /// There is a target, but something that was given contradicts it.
    Doubtful,
    /// Several targets are possible.
    Candidates,
    /// The code is no longer in use.
    Retired,
    /// The code has no target.
    NoTarget,
    /// What stands there is no code of this form.
    Invalid,
    /// No master has the code.
    Unknown,
    /// Nothing stands there.
    Empty,
    /// The row or document is not as it should be, so that nothing was read from it.
    Malformed,
    /// The target is certain but cannot be written there.
    Unwritable,
}

impl Outcome {
    /// All of them.
    pub const ALL: [Self; 12] = [
        Self::Exact,
        Self::Chosen,
        Self::Present,
        Self::Doubtful,
        Self::Candidates,
        Self::Retired,
        Self::NoTarget,
        Self::Invalid,
        Self::Unknown,
        Self::Empty,
        Self::Malformed,
        Self::Unwritable,
    ];

    /// The word in result columns and reports.
    pub fn key(self) -> &'static str {
        match self {
            Self::Exact => "exact",
            Self::Chosen => "chosen",
            Self::Present => "present",
            Self::Doubtful => "doubtful",
            Self::Candidates => "candidates",
            Self::Retired => "retired",
            Self::NoTarget => "no-target",
            Self::Invalid => "invalid",
            Self::Unknown => "unknown",
            Self::Empty => "empty",
            Self::Malformed => "malformed",
            Self::Unwritable => "unwritable",
        }
    }

    /// Whether a person has something to decide.
    pub fn needs_decision(self) -> bool {
        !matches!(self, Self::Exact | Self::Chosen | Self::Present | Self::Empty)
    }
}

/// Counts by outcome.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally([u64; Outcome::ALL.len()]);

impl Tally {
    /// Counts one.
    pub fn add(&mut self, outcome: Outcome) {
        self.0[outcome as usize] += 1;
    }

    /// Adds the counts of another one.
    pub fn merge(&mut self, other: &Self) {
        self.0.iter_mut().zip(other.0).for_each(|(count, more)| *count += more);
    }

    /// How many went this way.
    pub fn of(&self, outcome: Outcome) -> u64 {
        self.0[outcome as usize]
    }

    /// How many there are.
    pub fn total(&self) -> u64 {
        self.0.iter().sum()
    }

    /// How many a person has to decide.
    pub fn to_decide(&self) -> u64 {
        Outcome::ALL.into_iter().filter(|outcome| outcome.needs_decision()).map(|outcome| self.of(outcome)).sum()
    }

    /// The outcomes that occurred, with their counts: `"120 exact, 3 candidates"`.
    pub fn words(&self) -> String {
        let occurred = Outcome::ALL.into_iter().filter(|outcome| self.of(*outcome) > 0);
        occurred.map(|outcome| format!("{} {}", self.of(outcome), outcome.key())).collect::<Vec<_>>().join(", ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn outcomes_are_counted() {
        let mut tally = Tally::default();
        for outcome in Outcome::ALL {
            assert_eq!(Outcome::ALL[outcome as usize], outcome);
            tally.add(outcome);
        }
        let mut twice = tally;
        twice.merge(&tally);
        assert_eq!((tally.total(), twice.total(), twice.to_decide()), (12, 24, 16));
        assert!(twice.words().starts_with("2 exact, 2 chosen, "), "{}", twice.words());
    }
}
