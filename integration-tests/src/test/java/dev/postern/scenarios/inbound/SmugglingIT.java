package dev.postern.scenarios.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import dev.postern.scenarios.scene.InboundScene;
import dev.postern.scenarios.scene.SharedScene;
import dev.postern.testing.smtp.Letter;
import dev.postern.testing.smtp.Reply;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Only CRLF.CRLF ends a message; whatever another server might take for it is refused (SMTP smuggling). */
@ExtendWith(SharedScene.class)
class SmugglingIT {
    private final InboundScene scene;

    SmugglingIT(InboundScene scene) {
        this.scene = scene;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\\n.\\n",
                "\\n.\\r\\n",
                "\\r\\n.\\n",
                "\\r.\\r",
                "\\r\\n.\\r",
                "\\r.\\r\\n",
                "\\r.\\n",
                "\\n.\\r",
                "\\r\\n\\0.\\r\\n",
                "\\r\\n.\\0\\r\\n",
                "\\r\\r\\n.\\r\\r\\n",
            })
    void aMessageBehindAnImproperEndOfDataIsRefused(String end) throws IOException {
        var outer = Letter.from("mallory@stranger.test");
        var smuggled = Letter.from("alice@contoso.test");
        try (var client = scene.site.outside()) {
            client.command("MAIL FROM:<mallory@stranger.test>");
            client.command("RCPT TO:<bob@example.test>");
            assertThat(client.command("DATA").code()).isEqualTo(354);

            client.send(outer.withoutEnd() + "end" + bytes(end) + "MAIL FROM:<alice@contoso.test>\r\n"
                    + "RCPT TO:<bob@example.test>\r\nDATA\r\n" + smuggled.dotStuffed() + "QUIT\r\n");

            List<Reply> replies = client.repliesToTheEnd();
            assertThat(replies).isNotEmpty();
            assertThat(replies.get(0).code()).isBetween(500, 559);
            assertThat(replies.subList(1, replies.size()))
                    .allMatch(reply -> reply.code() == 221 || reply.code() == 421);
        }
        scene.expectStillAtWork();
        assertThat(scene.site.inside.has(outer)).isFalse();
        assertThat(scene.site.inside.has(smuggled)).isFalse();
    }

    private static String bytes(String escaped) {
        return escaped.replace("\\r", "\r").replace("\\n", "\n").replace("\\0", "\0");
    }
}
