package dev.postern.partner;

import dev.postern.sender.FromHeader;
import dev.postern.sender.HeaderFields;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;

/** Reads the From field of a header section that a test writes as text. */
public final class HeaderReading {
    private HeaderReading() {}

    public static FromHeader read(String message) {
        return read(message, StandardCharsets.UTF_8);
    }

    public static FromHeader read(String message, Charset charset) {
        try {
            return FromHeader.of(HeaderFields.read(new ByteArrayInputStream(message.getBytes(charset))));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
