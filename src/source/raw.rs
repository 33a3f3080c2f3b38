//! The bytes of a file or of standard input as they come, for what is carried through rather than read whole.

use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

/// Bytes as they come, and how many there are when that is known.
pub struct Raw {
    /// The bytes.
    pub reader: Box<dyn Read + Send>,
    /// Their number, of a regular file.
    pub length: Option<u64>,
}

impl Raw {
    /// Opens a file; `-` is standard input.
    ///
    /// # Errors
    /// When it is not there or cannot be read.
    pub fn open(path: &Path) -> io::Result<Self> {
        if path.as_os_str() == "-" {
            return Ok(Self { reader: Box::new(io::stdin()), length: None });
        }
        let file = File::open(path)?;
        let metadata = file.metadata()?;
        if metadata.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        let length = metadata.is_file().then_some(metadata.len());
        Ok(Self { reader: Box::new(file), length })
    }
}
