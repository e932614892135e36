package dev.postern.filter;

import dev.postern.filter.FilteredMessage.Content;
import java.io.BufferedInputStream;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.List;

/** A content with changes in its header section; the body is read through, byte for byte. Safe for any thread. */
public record EditedContent(Content original, List<HeaderEdit> edits) implements Content {
    public EditedContent {
        edits = List.copyOf(edits);
    }

    @Override
    public InputStream open() throws IOException {
        var body = new BufferedInputStream(original.open());
        try {
            HeaderSection header = HeaderSection.read(body);
            edits.forEach(header::edit);
            return new SequenceInputStream(new ByteArrayInputStream(header.toBytes()), body);
        } catch (IOException e) {
            body.close();
            throw e;
        }
    }
}
