use img_parts::Bytes;
use img_parts::jpeg::{Jpeg, markers};
use img_parts::png::Png;
use img_parts::webp::WebP;
use img_parts::{ImageEXIF, ImageICC};

use super::{Damaged, names_place, upright, without_place};

/// EXIF of a picture taken with the phone on its side, with a place or without.
fn exif(with_place: bool) -> Vec<u8> {
    let mut bytes = b"II\x2a\0\x08\0\0\0\x02\0".to_vec();
    bytes.extend(b"\x12\x01\x03\0\x01\0\0\0\x06\0\0\0");
    if with_place {
        bytes.extend(b"\x25\x88\x04\0\x01\0\0\0\x26\0\0\0");
    } else {
        bytes.extend(b"\x10\x01\x02\0\x04\0\0\0abc\0");
    }
    bytes.extend(b"\0\0\0\0somewhere");
    bytes
}

fn segment(marker: u8, contents: &[u8]) -> Vec<u8> {
    let length = u16::try_from(contents.len() + 2).unwrap().to_be_bytes();
    [&[0xff, marker], length.as_slice(), contents].concat()
}

/// The parts of a picture that are its pixels: tables, and two scans with what looks like markers.
fn pixels() -> Vec<u8> {
    [
        segment(markers::DQT, &[0; 65]),
        segment(markers::SOF2, b"\x08\0\x10\0\x10\x01\x01\x11\0"),
        segment(markers::SOS, b"\x01\x01\0\0\0\0"),
        b"\x12\xff\0\x34\xff\xd0\x56".to_vec(),
        segment(markers::DHT, b"\xff\xd9tables"),
        segment(markers::SOS, b"\x01\x01\0\0\0\0"),
        b"\x78\xff\0\xff\xd9".to_vec(),
    ]
    .concat()
}

fn jpeg(metadata: &[Vec<u8>], tail: &[u8]) -> Bytes {
    let icc = segment(markers::APP2, b"ICC_PROFILE\0\x01\x01\x25\x88\x04\0colours");
    let metadata = metadata.concat();
    let parts = [b"\xff\xd8".as_slice(), &metadata, &icc, &pixels(), tail].concat();
    parts.into()
}

#[test]
fn a_photo_keeps_its_pixels_its_colours_and_which_way_is_up() {
    let metadata = [
        segment(markers::APP0, b"JFIF\0"),
        segment(
            markers::APP1,
            &[b"Exif\0\0".as_slice(), &exif(true)].concat(),
        ),
        segment(
            markers::APP1,
            b"http://ns.adobe.com/xap/1.0/\0<x exif:GPSLatitude=\"29,9N\"/>",
        ),
        segment(markers::APP2, b"MPF\0II*\0"),
    ];
    let second = jpeg(&metadata[1..2], b"");
    let photo = jpeg(&metadata, &second);
    let stripped = without_place(&photo).unwrap().unwrap();
    let place = segment(
        markers::APP1,
        &[b"Exif\0\0".as_slice(), &upright(&exif(true)).unwrap()].concat(),
    );
    let expected = jpeg(&[metadata[0].clone(), place], b"");
    assert_eq!(stripped, expected);
    assert!(stripped.ends_with(&pixels()));
    let read = Jpeg::from_bytes(stripped.clone()).unwrap();
    assert!(read.icc_profile().is_some());
    assert_eq!(without_place(&stripped), Ok(None));
}

#[test]
fn a_place_behind_the_picture_is_found() {
    let second = jpeg(
        &[segment(
            markers::APP1,
            &[b"Exif\0\0".as_slice(), &exif(true)].concat(),
        )],
        b"",
    );
    for tail in [second.as_ref(), b"ftypmp42....\xa9xyz+29.1+105.3/"] {
        let photo = jpeg(&[], tail);
        assert_eq!(without_place(&photo), Ok(Some(jpeg(&[], b""))));
    }
}

#[test]
fn what_names_no_place_is_left_as_it_is() {
    let metadata = segment(
        markers::APP1,
        &[b"Exif\0\0".as_slice(), &exif(false)].concat(),
    );
    let another = metadata.clone();
    for bytes in [
        jpeg(&[metadata], &another),
        jpeg(&[], b""),
        Bytes::from_static(b"\xff\xd8\xff"),
        Bytes::from_static(b"\xff\xd8\xff\xe1\xff"),
        Bytes::from_static(b"\x89PNG\r\n\x1a\n\0\0"),
        Bytes::from_static(b"RIFF\xff\xff\xff\xffWEBP"),
        Bytes::from_static(b"%PDF GPSLatitude"),
        Bytes::new(),
    ] {
        assert_eq!(without_place(&bytes), Ok(None), "{bytes:?}");
    }
}

#[test]
fn a_damaged_photo_with_a_place_is_told() {
    let photo = jpeg(
        &[segment(
            markers::APP1,
            &[b"Exif\0\0".as_slice(), &exif(true)].concat(),
        )],
        b"",
    );
    let cut = photo.slice(..60);
    assert!(names_place(&cut));
    assert_eq!(without_place(&cut), Err(Damaged));
}

#[test]
fn pngs_lose_exif_and_xmp() {
    let data = Bytes::from_static(b"\x89PNG\r\n\x1a\n\0\0\0\0IEND\xae\x42\x60\x82");
    let chunk = |kind: &[u8; 4], contents: &[u8]| {
        img_parts::png::PngChunk::new(*kind, Bytes::copy_from_slice(contents))
    };
    for place in [
        chunk(b"eXIf", &exif(true)),
        chunk(
            b"iTXt",
            b"XML:com.adobe.xmp\0\0\0\0\0<x exif:GPSLongitude=\"1\"/>",
        ),
        chunk(b"iTXt", b"XML:com.adobe.xmp\0\x01\0\0\0packed"),
        chunk(b"zTXt", b"Raw profile type exif\0\0packed"),
    ] {
        let mut png = Png::from_bytes(data.clone()).unwrap();
        let kept = [chunk(b"IHDR", &[1; 13]), chunk(b"tEXt", b"Title\0a")];
        png.chunks_mut().splice(0..0, kept.clone());
        png.chunks_mut().insert(1, place.clone());
        let stripped = without_place(&png.encoder().bytes()).unwrap().unwrap();
        let mut read = Png::from_bytes(stripped.clone()).unwrap();
        let up = (&place.kind() == b"eXIf").then(|| upright(&exif(true)).unwrap().into());
        assert_eq!(read.exif(), up);
        read.set_exif(None);
        assert_eq!(read.chunks()[..2], kept);
        assert_eq!(read.chunks().len(), 3);
        assert_eq!(without_place(&stripped), Ok(None));
    }
}

#[test]
fn webps_lose_exif_and_xmp_and_their_flags() {
    let chunk = |id: &[u8], contents: &[u8]| {
        let length = u32::try_from(contents.len()).unwrap().to_le_bytes();
        let padding: &[u8] = if contents.len() % 2 == 1 { b"\0" } else { b"" };
        [id, &length, contents, padding].concat()
    };
    let image = chunk(b"VP8 ", b"\x50\x5a\0\x9d\x01\x2a\x10\0\x10\0");
    let alpha = chunk(b"ALPH", b"\0\0");
    let head = chunk(b"VP8X", b"\x1c\0\0\0\x0f\0\0\x0f\0\0");
    let place = chunk(b"EXIF", &exif(true));
    let xmp = chunk(b"XMP ", b"<x exif:GPSLatitude=\"1\"/>");
    let body = [b"WEBP".as_slice(), &head, &alpha, &image, &place, &xmp].concat();
    let length = u32::try_from(body.len()).unwrap().to_le_bytes();
    let file = Bytes::from([b"RIFF".as_slice(), &length, &body].concat());
    let stripped = without_place(&file).unwrap().unwrap();
    let read = WebP::from_bytes(stripped.clone()).unwrap();
    assert!(!read.has_chunk(*b"XMP "));
    assert_eq!(read.exif().unwrap(), upright(&exif(true)).unwrap());
    // EXIF and alpha are there, XMP is not.
    assert_eq!(read.chunks()[0].content().data().unwrap()[0], 0x18);
    assert!(stripped.windows(image.len()).any(|window| window == image));
    assert_eq!(without_place(&stripped), Ok(None));
}
