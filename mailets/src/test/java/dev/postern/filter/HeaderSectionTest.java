package dev.postern.filter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class HeaderSectionTest {
    private static final String MESSAGE =
            "Received: a\r\n\tb\r\nReceived: c\r\nSubject:x\r\nsubject: y\r\n\r\nbody\r\n\r\nend\r\n";

    private static String edited(String message, HeaderEdit... edits) throws IOException {
        byte[] bytes = message.getBytes(StandardCharsets.ISO_8859_1);
        try (var in = new EditedContent(() -> new ByteArrayInputStream(bytes), List.of(edits)).open()) {
            return new String(in.readAllBytes(), StandardCharsets.ISO_8859_1);
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                MESSAGE,
                "",
                "\r\n",
                "\r\nbody\r\n",
                "Subject: x\r\n",
                "Subject : \u00e4\u00ff\r\n \r\n\tz\r\n\r\n\u0080\r\n",
                "Subject: x\r\n\r\n.\r\n..\r\n",
            })
    void withoutAnEditEveryByteStays(String message) throws IOException {
        assertThat(edited(message)).isEqualTo(message);
    }

    @Test
    void aLineThatIsNoFieldBeginsTheBody() throws IOException {
        assertThat(edited("Subject: x\r\nhello world\r\nFrom: y\r\n", new HeaderEdit.Append("X-A", "1")))
                .isEqualTo("Subject: x\r\nX-A: 1\r\n\r\nhello world\r\nFrom: y\r\n");
    }

    @Test
    void fieldsAreAppendedInsertedReplacedAndRemoved() throws IOException {
        assertThat(edited(
                        MESSAGE,
                        new HeaderEdit.Insert(0, "X-First", "1"),
                        new HeaderEdit.Insert(2, "X-Third", "2\r\n\tfolded"),
                        new HeaderEdit.Append("X-Last", "3"),
                        new HeaderEdit.Replace(2, "SUBJECT", "z"),
                        new HeaderEdit.Remove(1, "subject"),
                        new HeaderEdit.Replace(5, "Subject", "new"),
                        new HeaderEdit.Remove(7, "Subject"),
                        new HeaderEdit.Insert(99, "X-End", "4")))
                .isEqualTo("X-First: 1\r\nReceived: a\r\n\tb\r\nX-Third: 2\r\n\tfolded\r\nReceived: c\r\n"
                        + "SUBJECT: z\r\nX-Last: 3\r\nSubject: new\r\nX-End: 4\r\n\r\nbody\r\n\r\nend\r\n");
    }

    @Test
    void everyFieldOfANameGoesHoweverItIsWritten() throws IOException {
        assertThat(edited(
                        "X-T: 1\r\n\tmore\r\nx-t:2\r\nX-T \t: 3\r\nX-Tt: 4\r\n\r\nX-T: body\r\n",
                        new HeaderEdit.RemoveAll("X-T")))
                .isEqualTo("X-Tt: 4\r\n\r\nX-T: body\r\n");
    }

    @Test
    void theValueIsWhatStandsBehindTheColonAndOneBlank() throws IOException {
        var section = HeaderSection.read(new ByteArrayInputStream(
                "A: b\r\nC:d\r\nE:  f\r\n g\r\nH:\r\n\r\n".getBytes(StandardCharsets.ISO_8859_1)));
        assertThat(section.fields()).extracting(HeaderSection.Field::value).containsExactly("b", "d", " f\r\n g", "");
    }

    @Test
    void aSectionWithoutAnEndIsNotReadIntoMemoryForEver() {
        var endless = new ByteArrayInputStream("A: b\r\n".repeat(1_500_000).getBytes(StandardCharsets.ISO_8859_1));
        assertThatThrownBy(() -> HeaderSection.read(endless)).isInstanceOf(IOException.class);
    }
}
