//! Files that belong to no site: what the command line reads and writes by itself.

use std::io;
use std::path::{Path, PathBuf};

use super::files::{make_parent, read};

/// The bytes of a file that belongs to no site: the command line's own.
///
/// # Errors
/// As the file system says.
pub fn read_file(path: &Path) -> io::Result<Vec<u8>> {
    read(path)
}

/// The hash of the running program.
///
/// # Errors
/// As the system says.
pub fn program() -> io::Result<blake3::Hash> {
    let file = std::fs::File::open(std::env::current_exe()?)?;
    let mut hasher = blake3::Hasher::new();
    hasher.update_reader(file)?;
    Ok(hasher.finalize())
}

/// Writes a new file and the folders above it.
///
/// # Errors
/// When the file exists, and as the file system says.
pub fn create_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    make_parent(path)?;
    let mut file = std::fs::File::create_new(path)?;
    io::Write::write_all(&mut file, bytes)
}

/// Writes a file, new or in the place of one, and the folders above it.
///
/// # Errors
/// As the file system says.
pub fn put_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    match create_file(path, bytes) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => replace_file(path, bytes),
        done => done,
    }
}

/// Writes new files and the folders above them: all or none.
///
/// # Errors
/// When one exists, and as the file system says; those written before it are removed.
pub fn create_files<'a>(files: &'a [(PathBuf, &[u8])]) -> Result<(), (&'a Path, io::Error)> {
    for (at, (path, bytes)) in files.iter().enumerate() {
        if let Err(error) = create_file(path, bytes) {
            // One that was there before is not ours; one that could be written in part is.
            let own = usize::from(error.kind() != io::ErrorKind::AlreadyExists);
            for (path, _) in files.iter().take(at + own) {
                drop(std::fs::remove_file(path));
            }
            return Err((path, error));
        }
    }
    Ok(())
}

/// Puts a text in the place of a file: at once, so that the old one is there or the new one.
///
/// # Errors
/// As the file system says; the old one is still there then.
pub fn replace_file(path: &Path, bytes: &[u8]) -> io::Result<()> {
    // Behind a symbolic link lies the file that is meant.
    let path = path.canonicalize()?;
    let mut beside = path.clone().into_os_string();
    beside.push(".new");
    let beside = PathBuf::from(beside);
    // Somebody else's file of that name is left alone.
    let mut file = std::fs::File::create_new(&beside)?;
    let replaced = io::Write::write_all(&mut file, bytes)
        .and_then(|()| std::fs::set_permissions(&beside, std::fs::metadata(&path)?.permissions()))
        .and_then(|()| std::fs::rename(&beside, &path));
    if replaced.is_err() {
        // Nothing of the attempt is left, as far as the file system lets us.
        drop(std::fs::remove_file(&beside));
    }
    replaced
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::files::write;

    #[test]
    fn a_file_is_replaced_and_its_neighbour_is_not() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.md");
        write(&path, b"old").unwrap();
        replace_file(&path, b"new").unwrap();
        assert_eq!(read(&path).unwrap(), b"new");
        let neighbour = folder.path().join("a.md.new");
        write(&neighbour, b"mine").unwrap();
        assert!(replace_file(&path, b"newer").is_err());
        assert_eq!(read(&path).unwrap(), b"new");
        assert_eq!(read(&neighbour).unwrap(), b"mine");
    }
}
