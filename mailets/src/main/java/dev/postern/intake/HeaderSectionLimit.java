package dev.postern.intake;

import dev.postern.inbound.Reply;
import org.apache.james.protocols.api.ProtocolSession.AttachmentKey;
import org.apache.james.protocols.api.ProtocolSession.State;
import org.apache.james.protocols.api.Response;
import org.apache.james.protocols.api.handler.LineHandler;
import org.apache.james.protocols.smtp.MailEnvelope;
import org.apache.james.protocols.smtp.SMTPSession;
import org.apache.james.protocols.smtp.hook.HookResult;
import org.apache.james.protocols.smtp.hook.MessageHook;
import org.jspecify.annotations.Nullable;

/**
 * Rejects a message whose header section has more than {@link #OCTETS} or more than {@link #FIELDS}, and one that has passed
 * {@link #HOPS} servers, which is in a loop (RFC 5321 §6.3). Every reader of a message has all its header in memory, a field in
 * many times its length: without a bound one message of short fields takes all the memory there is. Exchange stops at the same
 * length. Safe for any thread.
 */
public final class HeaderSectionLimit implements BlockFilter, MessageHook {
    static final int OCTETS = 256 * 1024;
    static final int FIELDS = 2000;
    /** Received fields: RFC 5321 §6.3 asks for a threshold of at least 100. */
    static final int HOPS = 100;

    private static final String RECEIVED = "received";
    private static final int ASCII_CASE = 0x20;
    private static final AttachmentKey<Section> SECTION = AttachmentKey.of("dev.postern.header-section", Section.class);

    /** What was read of a message so far. */
    private static final class Section {
        private int octets;
        private int fields;
        private int hops;
        private boolean ended;

        private void add(byte[] line) {
            ended |= line.length == 2 && line[0] == '\r';
            if (!ended) {
                octets += line.length;
                fields += ContentLine.isFolded(line) ? 0 : 1;
                hops += isReceived(line) ? 1 : 0;
            }
        }

        private boolean isTooLong() {
            return octets > OCTETS || fields > FIELDS;
        }

        private boolean isInLoop() {
            return hops >= HOPS;
        }
    }

    @Override
    public @Nullable Response onLine(SMTPSession session, byte[] line, LineHandler<SMTPSession> next) {
        boolean last = ContentLine.isLast(line);
        Section section = section(session);
        if (!last && !section.isTooLong()) {
            section.add(line);
        }
        // Nothing more of a message that is refused is kept; its end is the next one's, which asks the hook below.
        return last || !section.isTooLong() ? next.onLine(session, line) : null;
    }

    @Override
    public HookResult onMessage(SMTPSession session, MailEnvelope mail) {
        Section section = section(session);
        if (section.isTooLong()) {
            return Reply.HEADER_TOO_LONG.toHookResult();
        }
        return section.isInLoop() ? Reply.MAIL_LOOP.toHookResult() : HookResult.DECLINED;
    }

    /** Returns whether a line begins a Received field, in any case and with blanks before its colon (RFC 5322 §4.5). */
    private static boolean isReceived(byte[] line) {
        int at = ContentLine.start(line);
        if (line.length - at <= RECEIVED.length()) {
            return false;
        }
        for (int index = 0; index < RECEIVED.length(); index++, at++) {
            if ((line[at] | ASCII_CASE) != RECEIVED.charAt(index)) {
                return false;
            }
        }
        while (at < line.length && (line[at] == ' ' || line[at] == '\t')) {
            at++;
        }
        return at < line.length && line[at] == ':';
    }

    private static Section section(SMTPSession session) {
        return session.getAttachment(SECTION, State.Transaction).orElseGet(() -> {
            var section = new Section();
            session.setAttachment(SECTION, section, State.Transaction);
            return section;
        });
    }
}
