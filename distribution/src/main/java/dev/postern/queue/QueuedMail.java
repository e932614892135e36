package dev.postern.queue;

import com.google.common.hash.Hashing;
import dev.postern.storage.EnvelopeCodec;
import dev.postern.storage.UnreadableEnvelope;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.stream.Collectors;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.james.queue.api.MailPrioritySupport;
import org.apache.james.queue.api.ManageableMailQueue;
import org.apache.james.server.core.MailImpl;
import org.apache.james.server.core.MimeMessageSource;
import org.apache.mailet.AttributeUtils;
import org.apache.mailet.Mail;

/**
 * How a mail is a message of the broker: the body is the content, byte for byte; a property holds the rest, and a few more
 * say by what it may be found.
 */
final class QueuedMail {
    /** Content beyond this many bytes goes to the broker's disk and back as a stream. */
    static final int LARGE = 100 * 1024;

    private static final SimpleString ENVELOPE = SimpleString.of("postern_envelope");
    private static final SimpleString NAME = SimpleString.of("postern_name");
    private static final SimpleString SENDER = SimpleString.of("postern_sender");
    private static final SimpleString RECIPIENTS = SimpleString.of("postern_recipients");
    private static final SimpleString ID = SimpleString.of("postern_id");
    private static final EnvelopeCodec CODEC = new EnvelopeCodec();

    private QueuedMail() {}

    /** Marks what the broker sent: its content is kept beside the mail, for the message to be put back as it was. */
    record Taken(MailImpl mail, MimeMessageSource content) {}

    static byte priority(Mail mail) {
        int priority = AttributeUtils.getValueAndCastFromMail(mail, MailPrioritySupport.MAIL_PRIORITY, Integer.class)
                .orElse(MailPrioritySupport.NORMAL_PRIORITY);
        return (byte) Math.max(MailPrioritySupport.LOW_PRIORITY, Math.min(priority, MailPrioritySupport.HIGH_PRIORITY));
    }

    static void describe(Mail mail, String id, ClientMessage message) {
        message.putStringProperty(ID, SimpleString.of(id));
        message.putStringProperty(NAME, SimpleString.of(mail.getName()));
        message.putStringProperty(SENDER, SimpleString.of(mail.getMaybeSender().asString()));
        message.putStringProperty(
                RECIPIENTS,
                SimpleString.of(mail.getRecipients().stream()
                        .map(recipient -> mark(recipient.asString()))
                        .collect(Collectors.joining(" "))));
        message.putBytesProperty(ENVELOPE, CODEC.encode(mail));
    }

    /** Makes a message what another one is, but for its content. */
    static void describe(ClientMessage original, String id, ClientMessage message) {
        message.putStringProperty(ID, SimpleString.of(id));
        for (SimpleString property : new SimpleString[] {NAME, SENDER, RECIPIENTS}) {
            message.putStringProperty(property, original.getSimpleStringProperty(property));
        }
        message.putBytesProperty(ENVELOPE, original.getBytesProperty(ENVELOPE));
    }

    /** Adds the content, which if it is large is read from the stream only while the message is sent. */
    static void content(InputStream content, long size, ClientMessage message) throws IOException {
        if (size > LARGE) {
            message.setBodyInputStream(content);
        } else {
            byte[] bytes = content.readAllBytes();
            message.getBodyBuffer().writeBytes(bytes);
        }
    }

    /**
     * @throws UnreadableEnvelope if this is no message of ours
     * @throws IOException if large content cannot be put into a file
     */
    static Taken take(ClientMessage message) throws UnreadableEnvelope, IOException, ActiveMQException {
        byte[] envelope = message.getBytesProperty(ENVELOPE);
        MailImpl mail = CODEC.decode(envelope == null ? new byte[0] : envelope);
        String id = message.getStringProperty(ID);
        MimeMessageSource content =
                message.isLargeMessage() ? FileSource.of(id, message) : new BytesSource(id, body(message));
        try {
            mail.setMessageNoCopy(new StoredMessage(content));
        } catch (javax.mail.MessagingException e) {
            throw new IOException(e);
        }
        return new Taken(mail, content);
    }

    private static byte[] body(ClientMessage message) {
        byte[] body = new byte[message.getBodySize()];
        message.getBodyBuffer().readBytes(body);
        return body;
    }

    /** The broker's filter for messages of which James asks by that. */
    static String filter(ManageableMailQueue.Type type, String value) {
        return switch (type) {
            case Name -> NAME + " = " + quoted(value);
            case Sender -> SENDER + " = " + quoted(value);
            case Recipient -> RECIPIENTS + " LIKE '%" + mark(value) + "%'";
        };
    }

    private static String quoted(String value) {
        return "'" + value.replace("'", "''") + "'";
    }

    /** Sixteen characters that need no quoting in a filter and do not make a thousand recipients a large property. */
    private static String mark(String address) {
        return Hashing.sha256()
                .hashString(address.toLowerCase(Locale.ROOT), StandardCharsets.UTF_8)
                .toString()
                .substring(0, 16);
    }

    static void detectDuplicates(String id, ClientMessage message) {
        message.putStringProperty(Message.HDR_DUPLICATE_DETECTION_ID, SimpleString.of(id));
    }
}
