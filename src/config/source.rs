//! Which file is the configuration, and its text: bounded, and refused where others could have written it.

use std::ffi::OsStr;
use std::fs::{File, Metadata};
use std::io::Read;
use std::path::{Path, PathBuf};

use super::ConfigError;

/// The largest configuration that is read, bytes: room for a hundred thousand pages.
pub const CONFIG_BYTES_MAX: u64 = 16 * 1024 * 1024;

/// Where a configuration is looked for when none is named, in this order.
pub const FILE_NAMES: [&str; 2] = ["config.toml", "/etc/newswatch/config.toml"];

/// The configuration file to read: the one named on the command line, else by `$NEWSWATCH_CONFIG` (`env` is its
/// value), else the first of [`FILE_NAMES`] that exists.
///
/// # Errors
/// [`ConfigError::Missing`] where the named file does not exist, [`ConfigError::NotFound`] where none does.
pub fn find(explicit: Option<&Path>, env: Option<&OsStr>) -> Result<PathBuf, ConfigError> {
    let env = env.filter(|value| !value.is_empty()).map(Path::new);
    for (named, named_by) in [(explicit, "--config"), (env, "$NEWSWATCH_CONFIG")] {
        if let Some(path) = named {
            return if path.exists() {
                Ok(path.to_owned())
            } else {
                Err(ConfigError::Missing { path: path.to_owned(), named_by })
            };
        }
    }
    let tried: Vec<PathBuf> = FILE_NAMES.iter().map(PathBuf::from).collect();
    tried.iter().find(|path| path.exists()).cloned().ok_or(ConfigError::NotFound { tried })
}

/// The text of the file.
pub(super) fn read(path: &Path) -> Result<String, ConfigError> {
    let unreadable = |source| ConfigError::Unreadable { path: path.to_owned(), source };
    // Opened first and judged by the open file, so that it cannot be exchanged in between. A FIFO would block the
    // opening itself, hence the look before.
    if path.metadata().is_ok_and(|m| !m.is_file()) {
        return Err(ConfigError::NotAFile { path: path.to_owned() });
    }
    let file = File::open(path).map_err(unreadable)?;
    let metadata = file.metadata().map_err(unreadable)?;
    if !metadata.is_file() {
        return Err(ConfigError::NotAFile { path: path.to_owned() });
    }
    if is_writable_by_all(&metadata) {
        return Err(ConfigError::WritableByAll { path: path.to_owned() });
    }
    let mut bytes = Vec::new();
    file.take(CONFIG_BYTES_MAX + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if u64::try_from(bytes.len()).is_ok_and(|n| n > CONFIG_BYTES_MAX) {
        return Err(ConfigError::TooLarge { path: path.to_owned(), max_bytes: CONFIG_BYTES_MAX });
    }
    String::from_utf8(bytes).map_err(|e| {
        let good = e.as_bytes().get(..e.utf8_error().valid_up_to()).unwrap_or_default();
        let line = 1 + good.iter().filter(|b| **b == b'\n').count();
        ConfigError::NotUtf8 { path: path.to_owned(), line }
    })
}

#[cfg(unix)]
fn is_writable_by_all(metadata: &Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o002 != 0
}

#[cfg(not(unix))]
fn is_writable_by_all(_: &Metadata) -> bool {
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_named_file_must_exist_and_the_command_line_wins() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("a.toml");
        std::fs::write(&file, "").expect("written");
        let missing = folder.path().join("b.toml");
        assert_eq!(find(Some(&file), Some(missing.as_os_str())).expect("found"), file);
        assert_eq!(find(None, Some(file.as_os_str())).expect("found"), file);
        let error = find(None, Some(missing.as_os_str())).expect_err("missing").to_string();
        assert!(error.contains("b.toml") && error.contains("$NEWSWATCH_CONFIG"), "{error}");
        let error = find(Some(&missing), None).expect_err("missing").to_string();
        assert!(error.contains("--config"), "{error}");
    }

    #[test]
    fn no_configuration_at_all_tells_where_one_was_looked_for() {
        let error = ConfigError::NotFound { tried: FILE_NAMES.iter().map(PathBuf::from).collect() }.to_string();
        assert!(error.contains("none of config.toml, /etc/newswatch/config.toml exists"), "{error}");
        assert!(error.contains("--config FILE or $NEWSWATCH_CONFIG"), "{error}");
    }

    #[test]
    fn what_is_not_a_bounded_text_file_is_refused() {
        let folder = tempfile::tempdir().expect("a folder");
        assert!(matches!(read(folder.path()), Err(ConfigError::NotAFile { .. })));
        assert!(matches!(read(Path::new("/dev/zero")), Err(ConfigError::NotAFile { .. })));
        assert!(matches!(read(&folder.path().join("none")), Err(ConfigError::Unreadable { .. })));
        let file = folder.path().join("c.toml");
        std::fs::write(&file, b"# one\n# two \xff\n").expect("written");
        assert!(matches!(read(&file), Err(ConfigError::NotUtf8 { line: 2, .. })));
        std::fs::write(&file, vec![b'#'; 16 * 1024 * 1024 + 1]).expect("written");
        assert!(matches!(read(&file), Err(ConfigError::TooLarge { .. })));
    }

    #[cfg(unix)]
    #[test]
    fn a_file_that_anyone_may_write_is_refused() {
        use std::os::unix::fs::PermissionsExt;
        let file = tempfile::NamedTempFile::new().expect("a file");
        std::fs::set_permissions(file.path(), std::fs::Permissions::from_mode(0o666)).expect("set");
        let error = read(file.path()).expect_err("refused").to_string();
        assert!(error.contains("chmod o-w"), "{error}");
    }
}
