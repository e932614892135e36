package dev.postern.partner;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Reads the From field of a header section that a test writes as text. */
final class HeaderReading {
    private HeaderReading() {}

    static FromHeader read(String message) {
        return read(message, StandardCharsets.UTF_8);
    }

    static FromHeader read(String message, Charset charset) {
        try {
            return FromHeader.of(HeaderFields.read(new ByteArrayInputStream(message.getBytes(charset))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
