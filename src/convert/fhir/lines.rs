//! NDJSON: each line a document of its own. Only lines in which a code system is concerned are read.

use super::{Rewriter, Rewritten};
use crate::convert::Tally;
use crate::source::Source;

/// A piece of NDJSON with its results.
#[derive(Debug, Default)]
pub struct Lines {
    /// The lines.
    pub bytes: Vec<u8>,
    /// How many there are.
    pub lines: u64,
    /// How many codings went which way.
    pub tally: Tally,
    /// What a person must decide: the line in this piece from 0, and the rest of the line of the report.
    pub decisions: Vec<(u64, Vec<u8>)>,
}

impl Rewriter<'_> {
    /// Rewrites a piece of whole lines.
    pub fn lines(&self, piece: &[u8]) -> Lines {
        let mut out = Lines { bytes: Vec::with_capacity(piece.len() + piece.len() / 8), ..Lines::default() };
        for line in piece.split_inclusive(|byte| *byte == b'\n') {
            let text = line.strip_suffix(b"\n").unwrap_or(line);
            let text = text.strip_suffix(b"\r").unwrap_or(text);
            let mark = if text.starts_with("\u{FEFF}".as_bytes()) { 3 } else { 0 };
            let rewritten = self.line(&text[mark..]);
            match &rewritten.text {
                Some(new) => {
                    out.bytes.extend_from_slice(&text[..mark]);
                    out.bytes.extend_from_slice(new.as_bytes());
                    out.bytes.extend_from_slice(&line[text.len()..]);
                }
                None => out.bytes.extend_from_slice(line),
            }
            out.tally.merge(&rewritten.tally);
            out.decisions.extend(rewritten.decisions.into_iter().map(|(_, rest)| (out.lines, rest)));
            out.lines += 1;
        }
        out
    }

    fn line(&self, bytes: &[u8]) -> Rewritten {
        let mut out = Rewritten::default();
        match std::str::from_utf8(bytes) {
            Ok(text) if text.trim_ascii().is_empty() || !self.concerns(text) => {}
            Ok(text) => return self.rewrite(Source::new("-", text.to_owned())),
            Err(_) => self.malformed(0, "bytes that are no UTF-8", &mut out),
        }
        out
    }
}
