package dev.postern.delivery;

import static dev.postern.delivery.Attempting.CA;
import static dev.postern.delivery.Attempting.NAME;
import static dev.postern.delivery.Attempting.SECURE;
import static dev.postern.delivery.Attempting.deferred;
import static dev.postern.delivery.Attempting.deliver;
import static dev.postern.delivery.Attempting.delivered;
import static dev.postern.delivery.Attempting.failed;
import static dev.postern.delivery.Attempting.hosts;
import static dev.postern.delivery.Attempting.message;
import static dev.postern.delivery.ScriptedSmtpServer.CLOSE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.postern.attempt.AttemptOutcome;
import dev.postern.attempt.ContentWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** RFC 3030: the message in chunks, whose end is a number and nothing that stands in it. */
class ChunkingTest {
    private static final String PLAIN = "Subject: x\r\n\r\n";

    private final ScriptedSmtpServer server = new ScriptedSmtpServer();

    @BeforeEach
    void chunking() {
        server.withTls(CA.issue(NAME)).offering("PIPELINING", "CHUNKING");
    }

    @AfterEach
    void stop() {
        server.close();
    }

    private AttemptOutcome send(String octets) {
        return deliver(message(octets, "a@example.org", "bob@contoso.test"), SECURE, hosts(server))
                .get("bob@contoso.test");
    }

    @Test
    void theMessageGoesInChunksAndDotsAreNotDoubled() {
        String text = PLAIN + ".\r\n..\r\n.\r\nMAIL FROM:<mallory@x.test>\r\n";

        delivered(send(text));

        assertThat(server.messages()).containsExactly(text);
        assertThat(server.heardInTls())
                .endsWith("RCPT TO:<bob@contoso.test>\r\nBDAT " + (text.length() - 1) + "\r\n"
                        + text.substring(0, text.length() - 1) + "BDAT 1 LAST\r\n\nQUIT\r\n")
                .doesNotContain("DATA");
    }

    @Test
    void bareLineEndsAreMendedBeforeTheyAreCounted() {
        delivered(send(PLAIN + "a\nBDAT 5 LAST\nb\r.\rc\r\n\nno end"));

        assertThat(server.messages()).containsExactly(PLAIN + "a\r\nBDAT 5 LAST\r\nb\r\n.\r\nc\r\n\r\nno end\r\n");
    }

    @Test
    void aLargeMessageGoesInChunksToo() {
        String large = PLAIN + (".0123456789".repeat(6) + "\n").repeat(20_000);

        delivered(send(large));

        assertThat(server.messages())
                .containsExactly(large.replace("\r\n", "\n").replace("\n", "\r\n"));
    }

    @Test
    void aMessageThatGrewAfterItsSizeWasAnnouncedNeverRunsIntoCommands() {
        var wire = new ByteArrayOutputStream();
        var writer = new ContentWriter(wire, false, 10, 4);

        assertThatThrownBy(() -> {
                    writer.write("12345678\r\nMAIL FROM:<mallory@x.test>\r\n".getBytes(StandardCharsets.US_ASCII));
                    writer.finish();
                })
                .isInstanceOf(IOException.class)
                .hasMessageContaining("has become longer");
        assertThat(wire.toString(StandardCharsets.US_ASCII)).isSubstringOf("12345678\r\n");
    }

    @Test
    void noChunkIsSentWhereNobodyIsTaken() {
        server.answering("RCPT", "550 5.1.1 unknown");

        failed(send(PLAIN));

        assertThat(server.heardInTls()).doesNotContain("BDAT");
    }

    @Test
    void theChunkIsRefused() {
        server.answering("BDAT", "554 5.7.1 spam");

        assertThat(failed(send(PLAIN)).finalStatus()).isEqualTo("5.7.1");
    }

    @Test
    void nobodyKnowsWhetherTheChunkArrived() {
        server.answering("BDAT", "250 go on", CLOSE);

        assertThat(deferred(send(PLAIN)).reason()).contains("which may arrive twice now");
        assertThat(server.conversations()).hasSize(1);
    }

    @Test
    void theReplyToTheChunkComesBeforeTheChunk() {
        server.answering("RCPT", "250 ok\r\n250 taken");

        assertThat(deferred(send(PLAIN + "figures")).reason()).contains("answered a message that was not sent yet");
        assertThat(server.heardInTls()).doesNotContain("figures");
    }
}
