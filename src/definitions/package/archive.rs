//! `.tgz`: read as a stream, entry by entry; nothing is unpacked to disk.

use std::cell::Cell;
use std::fs;
use std::io::{self, BufReader, Read};
use std::path::{Component, Path};
use std::rc::Rc;

use flate2::read::GzDecoder;

use super::collect::{Collector, File};
use super::problems::{BROKEN, PackageError, TOO_LARGE, UNSAFE_PATH};

/// The most that an archive may unpack to, in bytes.
pub(super) const MAX_TOTAL: u64 = 1 << 30;
/// The most that an archive may unpack to, as a multiple of its size.
pub(super) const MAX_RATIO: u64 = 100;
/// Up to this many bytes no ratio is too large: small files of blanks compress well.
const RATIO_COUNTS_FROM: u64 = 16 << 20;

/// Reads every regular file of an archive; files are parsed on other threads while the archive is decompressed.
pub(super) fn read(path: &Path, collector: &Collector) -> Result<(), PackageError> {
    let file = fs::File::open(path).map_err(|e| PackageError::unreadable(path, &e))?;
    let size = file.metadata().map_err(|e| PackageError::unreadable(path, &e))?.len();
    let exceeded = Rc::new(Cell::new(false));
    let limit = MAX_TOTAL.min(RATIO_COUNTS_FROM.max(size.saturating_mul(MAX_RATIO)));
    let decoder = GzDecoder::new(BufReader::with_capacity(1 << 16, file));
    let reader = Limited { inner: decoder, left: limit, exceeded: exceeded.clone() };
    let explain = |error: io::Error| match exceeded.get() {
        true => PackageError::because(&TOO_LARGE, path, format!("{size} → over {limit} bytes")),
        false => PackageError::because(&BROKEN, path, error.to_string()),
    };
    let mut archive = tar::Archive::new(reader);
    rayon::in_place_scope(|scope| {
        for entry in archive.entries().map_err(explain)? {
            let mut entry = entry.map_err(explain)?;
            let name = String::from_utf8_lossy(&entry.path_bytes()).into_owned();
            if is_outside(&name) {
                let PackageError(diagnostic) = PackageError::new(&UNSAFE_PATH, path);
                return Err(PackageError(Box::new(diagnostic.with("entry", name))));
            }
            if !entry.header().entry_type().is_file() {
                continue;
            }
            let mut bytes = Vec::with_capacity(entry.size().min(1 << 24) as usize);
            entry.read_to_end(&mut bytes).map_err(explain)?;
            if bytes.len() as u64 != entry.size() {
                return Err(explain(io::ErrorKind::UnexpectedEof.into()));
            }
            scope.spawn(move |_| collector.add(File { name, bytes, alone: false }));
        }
        Ok(())
    })?;
    // The end of the stream carries the checksum, which is verified only when it is read.
    io::copy(&mut archive.into_inner(), &mut io::sink()).map_err(explain)?;
    Ok(())
}

/// Whether a path leads out of the folder that it is relative to; Windows' separators count as well.
fn is_outside(name: &str) -> bool {
    let drive = name.as_bytes().get(1) == Some(&b':');
    let leaves = |c: Component<'_>| !matches!(c, Component::Normal(_) | Component::CurDir);
    drive || Path::new(&name.replace('\\', "/")).components().any(leaves)
}

/// Fails after a number of bytes.
struct Limited<R> {
    inner: R,
    left: u64,
    exceeded: Rc<Cell<bool>>,
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let count = self.inner.read(buffer)?;
        match self.left.checked_sub(count as u64) {
            Some(left) => self.left = left,
            None => {
                self.exceeded.set(true);
                return Err(io::ErrorKind::OutOfMemory.into());
            }
        }
        Ok(count)
    }
}
