//! The atomic writing of a file.

use std::io::{self, Write};
use std::path::Path;

/// Replaces the file; a reader sees the old text or the new one. Symbolic links are followed.
pub(crate) fn write(path: &Path, text: &str) -> io::Result<()> {
    let real = path.canonicalize().unwrap_or_else(|_| path.to_owned());
    let folder = match real.parent() {
        Some(folder) if folder != Path::new("") => folder,
        _ => Path::new("."),
    };
    std::fs::create_dir_all(folder)?;
    // A rename is atomic only within a file system, so that the file is made in the same folder.
    let mut file = builder(&real).tempfile_in(folder)?;
    file.write_all(text.as_bytes())?;
    // The text is on the disk before the rename, so that a crash leaves no empty file under the name.
    file.as_file().sync_all()?;
    file.persist(&real)?;
    Ok(())
}

fn builder(path: &Path) -> tempfile::Builder<'static, 'static> {
    let mut builder = tempfile::Builder::new();
    builder.prefix(".camshaft-");
    set_permissions(&mut builder, path);
    builder
}

/// Sets the permissions of the replaced file: a temporary file is private by default.
#[cfg(unix)]
fn set_permissions(builder: &mut tempfile::Builder<'_, '_>, path: &Path) {
    use std::os::unix::fs::PermissionsExt as _;

    let old = std::fs::metadata(path).map(|metadata| metadata.permissions());
    builder.permissions(old.unwrap_or_else(|_| std::fs::Permissions::from_mode(0o666)));
}

#[cfg(not(unix))]
fn set_permissions(_: &mut tempfile::Builder<'_, '_>, _: &Path) {}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_made_and_replaced() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("new/catalog.rs");
        write(&path, "one").unwrap();
        write(&path, "two").unwrap();
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "two");
        assert_eq!(
            std::fs::read_dir(path.parent().unwrap()).unwrap().count(),
            1
        );
    }

    #[test]
    #[cfg(unix)]
    fn permissions_and_links_stay() {
        use std::os::unix::fs::PermissionsExt as _;

        let folder = tempfile::tempdir().unwrap();
        let (path, link) = (
            folder.path().join("catalog.rs"),
            folder.path().join("link.rs"),
        );
        write(&path, "one").unwrap();
        std::fs::set_permissions(&path, std::fs::Permissions::from_mode(0o640)).unwrap();
        std::os::unix::fs::symlink(&path, &link).unwrap();
        write(&link, "two").unwrap();
        assert!(link.is_symlink());
        assert_eq!(std::fs::read_to_string(&path).unwrap(), "two");
        assert_eq!(
            std::fs::metadata(&path).unwrap().permissions().mode() & 0o777,
            0o640
        );
    }
}
