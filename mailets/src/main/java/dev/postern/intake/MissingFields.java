package dev.postern.intake;

import dev.postern.inbound.RelayRule;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import javax.inject.Inject;
import org.apache.james.protocols.api.ProtocolSession.AttachmentKey;
import org.apache.james.protocols.api.ProtocolSession.State;
import org.apache.james.protocols.api.Response;
import org.apache.james.protocols.api.handler.LineHandler;
import org.apache.james.protocols.smtp.SMTPSession;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Adds Date and Message-ID (RFC 5322 §3.6) at the end of the header section of an own server's message that lacks them, if the
 * configuration says so ({@link RelayRule#lenient}). Safe for any thread.
 */
public final class MissingFields implements BlockFilter {
    private static final Logger LOGGER = LoggerFactory.getLogger(MissingFields.class);
    private static final DateTimeFormatter DATE =
            DateTimeFormatter.ofPattern("EEE, d MMM yyyy HH:mm:ss Z", Locale.ENGLISH);
    private static final AttachmentKey<Seen> SEEN = AttachmentKey.of("dev.postern.missing-fields", Seen.class);
    private static final int LONGEST_NAME = 16;

    private final RelayRule relay;
    private final Clock clock;

    /** What was read of a header section so far. */
    private static final class Seen {
        private boolean date;
        private boolean messageId;
        private boolean ended;
    }

    @Inject
    public MissingFields(RelayRule relay, Clock clock) {
        this.relay = relay;
        this.clock = clock;
    }

    @Override
    public @Nullable Response onLine(SMTPSession session, byte[] line, LineHandler<SMTPSession> next) {
        if (!relay.lenient() || !session.isRelayingAllowed()) {
            return next.onLine(session, line);
        }
        Seen seen = session.getAttachment(SEEN, State.Transaction).orElseGet(() -> {
            var begun = new Seen();
            session.setAttachment(SEEN, begun, State.Transaction);
            return begun;
        });
        if (!seen.ended) {
            boolean empty = line.length == 2 && line[0] == '\r';
            seen.ended = empty || ContentLine.isLast(line);
            if (seen.ended) {
                for (String field : missing(session, seen)) {
                    Response response = next.onLine(session, (field + "\r\n").getBytes(StandardCharsets.US_ASCII));
                    if (response != null) {
                        return response;
                    }
                }
            } else {
                look(seen, line);
            }
        }
        return next.onLine(session, line);
    }

    private List<String> missing(SMTPSession session, Seen seen) {
        List<String> fields = new ArrayList<>();
        if (!seen.date) {
            fields.add("Date: " + DATE.format(ZonedDateTime.now(clock)));
        }
        if (!seen.messageId) {
            fields.add("Message-ID: <" + ReceivedHeaderFilter.messageId(session) + "@"
                    + session.getConfiguration().getHelloName() + ">");
        }
        if (!fields.isEmpty()) {
            LOGGER.info(
                    "Session {}: added to a message of an own server: date={} messageId={}",
                    session.getSessionID(),
                    !seen.date,
                    !seen.messageId);
        }
        return fields;
    }

    private static void look(Seen seen, byte[] line) {
        int start = ContentLine.start(line);
        String name = new String(line, start, Math.min(LONGEST_NAME, line.length - start), StandardCharsets.ISO_8859_1)
                .toLowerCase(Locale.ROOT);
        seen.date |= name.matches("(?s)date[ \t]*:.*");
        seen.messageId |= name.matches("(?s)message-id[ \t]*:.*");
    }
}
