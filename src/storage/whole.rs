//! A file that is written whole or not at all: under another name in the same folder, synchronised, then renamed.
//!
//! Until then the file of its name stays as it is, whatever happens to the program, the disk or the power.

use std::fs::{self, File, OpenOptions};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

/// Bytes written at a time.
const BUFFER: usize = 1 << 18;

/// The files under another name that are being written by this process.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// A file being written. Dropped before [`finish`](Self::finish), it leaves nothing behind.
#[derive(Debug)]
pub struct WholeFile {
    out: BufWriter<File>,
    target: PathBuf,
    /// The name until it is whole; `None` for a device or pipe, which is written to directly.
    partial: Option<PathBuf>,
}

impl WholeFile {
    /// Starts to write the file of this name. A link is followed: what it points to will be replaced.
    ///
    /// # Errors
    /// When the folder is not there or cannot be written to.
    pub fn create(path: &Path) -> io::Result<Self> {
        let target = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let replaced = fs::metadata(&target).ok();
        if replaced.as_ref().is_some_and(fs::Metadata::is_dir) {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        if replaced.as_ref().is_some_and(|metadata| !metadata.is_file()) {
            let out = BufWriter::with_capacity(BUFFER, OpenOptions::new().write(true).open(&target)?);
            return Ok(Self { out, target, partial: None });
        }
        let (partial, file) = new_beside(&target, replaced.as_ref())?;
        unfinished().push(partial.clone());
        Ok(Self { out: BufWriter::with_capacity(BUFFER, file), target, partial: Some(partial) })
    }

    /// Gives the file its name, with the permissions of the one that it replaces.
    ///
    /// # Errors
    /// When the last bytes cannot be written; then nothing has changed.
    pub fn finish(mut self) -> io::Result<()> {
        self.out.flush()?;
        if self.partial.is_some() {
            self.out.get_ref().sync_all()?;
        }
        let folder = folder_of(&self.target).to_owned();
        if self.rename()? {
            // The name is safe when the folder is; not every file system can say so.
            let _ = File::open(folder).and_then(|folder| folder.sync_all());
        }
        Ok(())
    }

    /// Gives the file its name without waiting for the disk: for what carries a checksum and can be made again.
    ///
    /// # Errors
    /// When the last bytes cannot be written; then nothing has changed.
    pub fn finish_unsynchronised(mut self) -> io::Result<()> {
        self.out.flush()?;
        self.rename().map(drop)
    }

    /// The answer says whether there was anything to rename.
    fn rename(&mut self) -> io::Result<bool> {
        let Some(partial) = &self.partial else { return Ok(false) };
        if let Ok(replaced) = fs::metadata(&self.target) {
            keep_owner(partial, &replaced);
            self.out.get_ref().set_permissions(replaced.permissions())?;
        }
        fs::rename(partial, &self.target)?;
        unfinished().retain(|other| other != partial);
        self.partial = None;
        Ok(true)
    }
}

/// Writes a file whole or not at all; its folder is made when it is not there.
///
/// # Errors
/// What cannot be written; nothing is left of it then.
pub fn write(path: &Path, content: &[u8]) -> io::Result<()> {
    let mut file = created(path)?;
    file.write_all(content)?;
    file.finish()
}

/// Starts to write a file whose folder is made when it is not there.
///
/// # Errors
/// When the folder cannot be made or written to.
pub fn created(path: &Path) -> io::Result<WholeFile> {
    fs::create_dir_all(folder_of(path))?;
    WholeFile::create(path)
}

impl Write for WholeFile {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.out.write(bytes)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

impl Drop for WholeFile {
    fn drop(&mut self) {
        if let Some(partial) = self.partial.take() {
            // What cannot be removed is left under a name that says what it is.
            let _ = fs::remove_file(&partial);
            unfinished().retain(|other| *other != partial);
        }
    }
}

/// Removes what is being written, for a process that ends at once.
pub fn remove_unfinished() {
    for partial in unfinished().drain(..) {
        let _ = fs::remove_file(partial);
    }
}

fn unfinished() -> std::sync::MutexGuard<'static, Vec<PathBuf>> {
    UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner)
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    }
}

/// A new file beside another one, never open to more people than that.
fn new_beside(target: &Path, replaced: Option<&fs::Metadata>) -> io::Result<(PathBuf, File)> {
    let name = target.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_string_lossy();
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    if let Some(replaced) = replaced {
        use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
        options.mode(replaced.permissions().mode() & 0o777);
    }
    #[cfg(not(unix))]
    let _ = replaced;
    for attempt in 0.. {
        let partial = folder_of(target).join(format!(".{name}.{}.{attempt}.partial", std::process::id()));
        match options.open(&partial) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && attempt < 100 => {}
            opened => return opened.map(|file| (partial, file)),
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// The replaced file's owner keeps it, where the user may give files away.
fn keep_owner(partial: &Path, replaced: &fs::Metadata) {
    #[cfg(unix)]
    {
        use std::os::unix::fs::{MetadataExt, chown};
        let _ = chown(partial, Some(replaced.uid()), Some(replaced.gid()));
    }
    #[cfg(not(unix))]
    let _ = (partial, replaced);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let mut names: Vec<String> =
            fs::read_dir(folder).unwrap().map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
        names.sort();
        names
    }

    #[test]
    fn a_file_appears_when_it_is_whole() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("a.csv");
        let mut file = WholeFile::create(&path)?;
        file.write_all(b"one")?;
        assert!(!path.exists());
        file.finish()?;
        assert_eq!((fs::read(&path)?, names(folder.path())), (b"one".to_vec(), vec!["a.csv".to_owned()]));
        Ok(())
    }

    #[test]
    fn what_is_not_finished_leaves_the_old_file() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("a.csv");
        fs::write(&path, "old")?;
        let mut file = WholeFile::create(&path)?;
        file.write_all(b"new")?;
        drop(file);
        assert_eq!((fs::read(&path)?, names(folder.path())), (b"old".to_vec(), vec!["a.csv".to_owned()]));
        Ok(())
    }

    #[cfg(unix)]
    #[test]
    fn permissions_and_links_are_kept() -> io::Result<()> {
        use std::os::unix::fs::{PermissionsExt, symlink};
        let folder = tempfile::tempdir()?;
        let (path, link) = (folder.path().join("a.csv"), folder.path().join("link.csv"));
        fs::write(&path, "old")?;
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640))?;
        symlink(&path, &link)?;
        let mut file = WholeFile::create(&link)?;
        file.write_all(b"new")?;
        file.finish()?;
        assert!(fs::symlink_metadata(&link)?.is_symlink());
        assert_eq!((fs::read(&path)?, fs::metadata(&path)?.permissions().mode() & 0o777), (b"new".to_vec(), 0o640));
        Ok(())
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_device_is_written_to_and_never_replaced() -> io::Result<()> {
        let mut full = WholeFile::create(Path::new("/dev/full"))?;
        full.write_all(b"x")?;
        assert_eq!(full.finish().map_err(|error| error.kind()), Err(io::ErrorKind::StorageFull));
        Ok(())
    }

    #[test]
    fn a_folder_is_no_file() {
        let folder = tempfile::tempdir().unwrap();
        assert!(WholeFile::create(folder.path()).is_err());
        assert!(WholeFile::create(&folder.path().join("no/such/folder")).is_err());
    }
}
