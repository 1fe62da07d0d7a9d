//! SHA-256 of bytes and of files, as hexadecimal digits; a file is never held whole. By aws-lc-rs, whose speed does not hang on how
//! this program was built: every run hashes its own binary.

use std::io::Read;

use aws_lc_rs::digest::{Context, SHA256};

use crate::model::hex;

/// The SHA-256 of bytes.
pub fn sha256(bytes: &[u8]) -> String {
    let mut hash = Context::new(&SHA256);
    hash.update(bytes);
    hex(hash.finish().as_ref())
}

/// The SHA-256 of all that can be read, and how many bytes that was.
pub(super) fn of(mut from: impl Read) -> std::io::Result<(String, u64)> {
    let (mut hash, mut size) = (Context::new(&SHA256), 0);
    let mut buffer = vec![0; 1 << 16];
    loop {
        let read = from.read(&mut buffer)?;
        if read == 0 {
            return Ok((hex(hash.finish().as_ref()), size));
        }
        hash.update(buffer.get(..read).unwrap_or_default());
        size += read as u64;
    }
}
