//! What a workbook hides and how large it really is, read from its parts; the sheet reader tells neither.

use std::collections::{BTreeSet, HashMap};
use std::io::{BufReader, Cursor, Read};

use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};
use zip::ZipArchive;

/// The most that a workbook may unpack to, in bytes.
pub(super) const MAX_UNPACKED: u64 = 128 << 20;

/// The most parts that a workbook may have.
const MAX_PARTS: usize = 2000;

/// Rows and columns of one sheet that are not shown, counted from zero; columns as first and last.
#[derive(Debug, Default)]
pub(super) struct Hidden {
    pub(super) rows: BTreeSet<u32>,
    pub(super) columns: Vec<(u32, u32)>,
}

/// Whether the parts really unpack to no more than `left` bytes; what they say about their size is not believed.
pub(super) fn fits(bytes: &[u8], mut left: u64) -> Result<bool, zip::result::ZipError> {
    let mut archive = ZipArchive::new(Cursor::new(bytes))?;
    if archive.len() > MAX_PARTS {
        return Ok(false);
    }
    for index in 0..archive.len() {
        let unpacked = std::io::copy(&mut archive.by_index(index)?.take(left + 1), &mut std::io::sink())?;
        if unpacked > left {
            return Ok(false);
        }
        left -= unpacked;
    }
    Ok(true)
}

/// What each sheet hides, by its name. Parts that cannot be followed hide nothing; the sheet reader has read them.
pub(super) fn by_sheet(bytes: &[u8]) -> HashMap<String, Hidden> {
    let Ok(mut archive) = ZipArchive::new(Cursor::new(bytes)) else { return HashMap::new() };
    let mut targets = HashMap::new();
    elements(&mut archive, "xl/_rels/workbook.xml.rels", |element| {
        if let (b"Relationship", Some(id), Some(target)) =
            (element.local_name().as_ref().as_bytes(), attribute(element, "Id"), attribute(element, "Target"))
        {
            // A target is relative to `xl/`, or absolute.
            let path = target.strip_prefix('/').map_or_else(|| format!("xl/{target}"), str::to_owned);
            targets.insert(id, path);
        }
    });
    let mut sheets = Vec::new();
    elements(&mut archive, "xl/workbook.xml", |element| {
        if let (b"sheet", Some(name), Some(id)) =
            (element.local_name().as_ref().as_bytes(), attribute(element, "name"), attribute(element, "r:id"))
        {
            sheets.push((name, id));
        }
    });
    let mut hidden = HashMap::new();
    for (name, id) in sheets {
        let Some(path) = targets.get(&id) else { continue };
        let mut found = Hidden::default();
        elements(&mut archive, path, |element| found.note(element));
        hidden.insert(name, found);
    }
    hidden
}

impl Hidden {
    fn note(&mut self, element: &BytesStart<'_>) {
        let number = |name| attribute(element, name).and_then(|text| text.parse::<u32>().ok()?.checked_sub(1));
        let is_hidden = || attribute(element, "hidden").is_some_and(|text| matches!(text.as_str(), "1" | "true"));
        match element.local_name().as_ref().as_bytes() {
            b"row" if is_hidden() => self.rows.extend(number("r")),
            b"col" if is_hidden() => self.columns.extend(number("min").zip(number("max"))),
            _ => {}
        }
    }
}

/// Walks the elements of one part.
fn elements(archive: &mut ZipArchive<Cursor<&[u8]>>, part: &str, mut see: impl FnMut(&BytesStart<'_>)) {
    let Ok(part) = archive.by_name(part) else { return };
    let mut reader = Reader::from_reader(BufReader::new(part.take(MAX_UNPACKED)));
    let mut buffer = Vec::new();
    loop {
        match reader.read_event_into(&mut buffer) {
            Ok(Event::Start(element) | Event::Empty(element)) => see(&element),
            Ok(Event::Eof) | Err(_) => return,
            Ok(_) => {}
        }
        buffer.clear();
    }
}

fn attribute(element: &BytesStart<'_>, name: &str) -> Option<String> {
    let attribute = element.try_get_attribute(name).ok()??;
    attribute.normalized_value(XmlVersion::Implicit1_0).ok().map(std::borrow::Cow::into_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_zip_bomb_does_not_fit() {
        let mut archive = zip::ZipWriter::new(Cursor::new(Vec::new()));
        for part in ["xl/workbook.xml", "xl/sharedStrings.xml"] {
            archive.start_file(part, zip::write::SimpleFileOptions::default()).unwrap();
            std::io::copy(&mut std::io::repeat(b' ').take(100_000), &mut archive).unwrap();
        }
        let bytes = archive.finish().unwrap().into_inner();
        assert!(bytes.len() < 2000);
        assert!(fits(&bytes, 200_000).unwrap());
        assert!(!fits(&bytes, 199_999).unwrap());
    }
}
