//! The file form: zstd over two lines of JSON, a header with the hash and the body.
//!
//! Anyone can read one with `zstd -dc FILE | tail -n 1 | jq` and check it with
//! `zstd -dc FILE | tail -n 1 | tr -d '\n' | sha256sum` against the header's `sha256`.

use std::fs::File;
use std::io::{BufRead, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::{FORMAT, Snapshot};
use crate::model::hex;

/// Compression level: a quarter larger than level 6 at most, at a third of its time.
const LEVEL: i32 = 3;
/// Longest header that is read; a real one has about 120 bytes.
const HEADER_LIMIT: u64 = 4096;
/// Largest body that is read.
const BODY_LIMIT: u64 = 8 << 30;
/// A body may be so many times larger than its file (real ones are 10 to 40 times larger) and so many bytes in any case,
/// so that a small hostile file cannot fill the memory.
const RATIO_LIMIT: u64 = 200;
const SMALL_BODY: u64 = 16 << 20;

#[derive(Debug, Serialize, Deserialize)]
struct Header {
    rolecall: String,
    format: u32,
    sha256: String,
}

/// Why a snapshot cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// The file cannot be opened or read.
    #[error("cannot read snapshot `{path}`")]
    Io {
        /// Which file.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// No snapshot at all.
    #[error("`{path}` is not a rolecall snapshot; make one with `rolecall collect`")]
    NotASnapshot {
        /// Which file.
        path: PathBuf,
    },
    /// A snapshot of another version.
    #[error("`{path}` has snapshot format {found}, this rolecall reads format {FORMAT}; collect again")]
    Format {
        /// Which file.
        path: PathBuf,
        /// Its format.
        found: u32,
    },
    /// Cut off, or changed after it was written.
    #[error("`{path}` is damaged: {what}; collect again or restore the file")]
    Damaged {
        /// Which file.
        path: PathBuf,
        /// What does not fit.
        what: String,
    },
}

/// Why a snapshot cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum WriteError {
    /// The file cannot be written; whatever stood there before still stands.
    #[error("cannot write snapshot `{path}`")]
    Io {
        /// Which file.
        path: PathBuf,
        /// What the operating system said.
        source: std::io::Error,
    },
    /// A folder, a device or a pipe, which a file would replace.
    #[error("`{path}` is no ordinary file; name another one")]
    NotAFile {
        /// What is there.
        path: PathBuf,
    },
    /// The snapshot contradicts itself, which is a defect of the connector that made it.
    #[error("the snapshot contradicts itself: {0}")]
    Inconsistent(String),
}

/// Writes a snapshot atomically and returns the SHA-256 of its body in hexadecimal digits.
pub fn write(snapshot: &Snapshot, path: &Path) -> Result<String, WriteError> {
    snapshot.check().map_err(WriteError::Inconsistent)?;
    if path.metadata().is_ok_and(|there| !there.is_file()) {
        return Err(WriteError::NotAFile { path: path.to_owned() });
    }
    let io = |source| WriteError::Io { path: path.to_owned(), source };
    // The header holds the hash of the body and stands before it. The body is packed into memory meanwhile, where it is
    // small, and header and body become two frames of one zstd file.
    let body = zstd::Encoder::new(Vec::new(), LEVEL).map_err(io)?;
    let mut body = BufWriter::with_capacity(1 << 16, HashSink { inner: body, hash: Sha256::new() });
    serde_json::to_writer(&mut body, snapshot).map_err(|error| io(error.into()))?;
    let HashSink { inner: mut body, hash } = body.into_inner().map_err(|error| io(error.into_error()))?;
    body.write_all(b"\n").map_err(io)?;
    let body = body.finish().map_err(io)?;
    let sha256 = hex(&hash.finalize());

    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let mut file = tempfile::NamedTempFile::new_in(folder).map_err(io)?;
    let header = Header { rolecall: "snapshot".to_owned(), format: FORMAT, sha256: sha256.clone() };
    let mut line = serde_json::to_vec(&header).map_err(|error| io(error.into()))?;
    line.push(b'\n');
    file.write_all(&zstd::encode_all(line.as_slice(), LEVEL).map_err(io)?).map_err(io)?;
    file.write_all(&body).map_err(io)?;
    file.as_file().sync_all().map_err(io)?;
    file.persist(path).map_err(|error| io(error.error))?;
    Ok(sha256)
}

/// The SHA-256 of the canonical bytes, in hexadecimal digits: equal content, equal hash.
pub fn content_hash(snapshot: &Snapshot) -> String {
    let mut sink = HashSink { inner: std::io::sink(), hash: Sha256::new() };
    // Writing to a hash cannot fail, and no field of a snapshot has a map key that JSON refuses.
    let _ = serde_json::to_writer(&mut sink, snapshot);
    hex(&sink.hash.finalize())
}

/// Reads a snapshot, and refuses one that is damaged, of another version, or inconsistent.
pub fn read(path: &Path) -> Result<Snapshot, ReadError> {
    let io = |source| ReadError::Io { path: path.to_owned(), source };
    let not_one = || ReadError::NotASnapshot { path: path.to_owned() };
    let damaged = |what: String| ReadError::Damaged { path: path.to_owned(), what };

    let file = File::open(path).map_err(io)?;
    let size = file.metadata().map_err(io)?.len();
    let limit = size.saturating_mul(RATIO_LIMIT).clamp(SMALL_BODY, BODY_LIMIT);
    let mut file = BufReader::new(file);
    if !file.fill_buf().map_err(io)?.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        return Err(not_one());
    }
    let unpacked = zstd::Decoder::with_buffer(file).map_err(io)?;
    let mut lines = BufReader::with_capacity(1 << 16, unpacked);
    let mut first = Vec::new();
    lines.by_ref().take(HEADER_LIMIT).read_until(b'\n', &mut first).map_err(|error| damaged(error.to_string()))?;
    let header: Header = serde_json::from_slice(&first).map_err(|_| not_one())?;
    if header.rolecall != "snapshot" {
        return Err(not_one());
    }
    if header.format != FORMAT {
        return Err(ReadError::Format { path: path.to_owned(), found: header.format });
    }
    let mut body = HashReader { inner: lines.take(limit), hash: Sha256::new() };
    let parsed = {
        let mut buffered = BufReader::with_capacity(1 << 18, &mut body);
        let mut json = serde_json::Deserializer::from_reader(&mut buffered);
        Snapshot::deserialize(&mut json).and_then(|snapshot| json.end().map(|()| snapshot))
    };
    if body.inner.limit() == 0 {
        return Err(damaged(format!(
            "it unpacks to more than {} MiB, which no snapshot of its size does",
            limit >> 20
        )));
    }
    let snapshot = parsed.map_err(|error| damaged(error.to_string()))?;
    let found = hex(&body.hash.finalize());
    if found != header.sha256 {
        return Err(damaged(format!("its content has SHA-256 {found}, the header says {}", header.sha256)));
    }
    snapshot.check().map_err(damaged)?;
    Ok(snapshot)
}

/// Hashes what passes.
struct HashSink<W> {
    inner: W,
    hash: Sha256,
}

impl<W: Write> Write for HashSink<W> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        let size = self.inner.write(bytes)?;
        self.hash.update(bytes.get(..size).unwrap_or_default());
        Ok(size)
    }

    fn flush(&mut self) -> std::io::Result<()> {
        self.inner.flush()
    }
}

/// Hashes what passes, the line end excepted: JSON text holds no raw line end, so the only one closes the body.
struct HashReader<R> {
    inner: R,
    hash: Sha256,
}

impl<R: Read> Read for HashReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let size = self.inner.read(buffer)?;
        let fresh = buffer.get(..size).unwrap_or_default();
        for piece in fresh.split(|byte| *byte == b'\n') {
            self.hash.update(piece);
        }
        Ok(size)
    }
}
