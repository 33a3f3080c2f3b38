//! What a run came to, in words.

use jpfhir::diagnostics::render::Language;

use super::file::Outcome;

/// What all files came to.
#[derive(Debug, Default)]
pub struct Totals {
    /// Files that were, or would be, changed.
    pub changed: u64,
    /// Findings that were fixed.
    pub fixed: u64,
    /// Findings that remain.
    pub remaining: u64,
    /// Those of them that carry an edit that a person has to look at.
    pub to_review: u64,
    /// Documents that were left as they are because something failed.
    pub failures: u64,
}

impl Totals {
    /// Adds what became of a file.
    pub fn add(&mut self, outcome: &Outcome) {
        self.changed += u64::from(outcome.is_changed);
        self.fixed += outcome.fixed.values().sum::<u64>();
        self.remaining += outcome.remaining;
        self.to_review += outcome.to_review;
        self.failures += outcome.failures.len() as u64;
    }

    /// All of it in one line.
    pub fn sentence(&self, language: Language, apply: bool, needs_review: bool) -> String {
        let Self { changed, fixed, remaining, to_review, .. } = self;
        if language == Language::Japanese {
            let done = if apply { "修正しました" } else { "修正できます" };
            let review = if needs_review || *to_review == 0 {
                String::new()
            } else {
                format!("（うち {to_review} 件は確認のうえ --needs-review で修正できます）")
            };
            let hint =
                if apply || *changed == 0 { "" } else { "。書き込むには --apply を付けてください" };
            return format!("{changed} ファイルの指摘 {fixed} 件を{done}。残り {remaining} 件{review}{hint}");
        }
        let done = if apply { "fixed" } else { "can be fixed" };
        let review = if needs_review || *to_review == 0 {
            String::new()
        } else {
            format!(" ({to_review} with an edit to review: --needs-review)")
        };
        let hint = if apply || *changed == 0 { "" } else { "; --apply writes the files" };
        let [findings, files] = [(*fixed, "finding"), (*changed, "file")]
            .map(|(count, noun)| format!("{count} {noun}{}", if count == 1 { "" } else { "s" }));
        format!("{findings} {done} in {files}, {remaining} remain{review}{hint}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_says_what_is_left_to_do() {
        let totals = Totals { changed: 1, fixed: 3, remaining: 5, to_review: 2, failures: 0 };
        let sentence = |language, apply, needs_review| totals.sentence(language, apply, needs_review);
        assert_eq!(
            sentence(Language::English, false, false),
            "3 findings can be fixed in 1 file, 5 remain (2 with an edit to review: --needs-review); --apply writes the files"
        );
        assert_eq!(sentence(Language::English, true, true), "3 findings fixed in 1 file, 5 remain");
        assert_eq!(
            sentence(Language::Japanese, true, false),
            "1 ファイルの指摘 3 件を修正しました。残り 5 件（うち 2 件は確認のうえ --needs-review で修正できます）"
        );
    }
}
