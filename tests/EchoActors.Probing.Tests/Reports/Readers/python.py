"""The count of each interval of a log, decoded as HdrHistogram_py does: base64, zlib, ZigZag LEB128."""
import base64
import struct
import sys
import zlib


def counts(payload):
    cookie, length = struct.unpack_from(">ii", payload)
    assert cookie == 0x1C849304 and length == len(payload) - 8
    plain = zlib.decompress(payload[8:])  # raises if the stream has no end
    cookie, length = struct.unpack_from(">ii", plain)
    assert cookie == 0x1C849313 and length == len(plain) - 40
    value = shift = 0
    for byte in plain[40:]:
        value |= (byte & 0x7F) << shift
        shift += 7
        if byte < 0x80:
            yield (value >> 1) ^ -(value & 1)
            value = shift = 0


for row in open(sys.argv[1]):
    if row[0].isdigit():
        print(sum(count for count in counts(base64.b64decode(row.split(",")[3])) if count > 0))
