package dev.postern.queue;

import com.google.common.collect.Lists;
import com.google.common.hash.Hashing;
import dev.postern.recipient.Recipient;
import dev.postern.storage.EnvelopeCodec;
import dev.postern.storage.UnreadableEnvelope;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.charset.StandardCharsets;
import java.util.Date;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import javax.mail.MessagingException;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.apache.james.queue.api.MailPrioritySupport;
import org.apache.james.queue.api.ManageableMailQueue;
import org.apache.james.server.core.MailImpl;
import org.apache.james.server.core.MimeMessageSource;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeUtils;
import org.apache.mailet.Mail;

/**
 * Converts between a mail and a message of the broker: the body is the content, byte for byte; a property holds the
 * rest, and a few more say by what it may be found.
 */
public final class QueuedMail {
    /** Content beyond this many bytes goes to the broker's disk and back as a stream. */
    static final int LARGE = 100 * 1024;

    static final long MINUTE = 60_000;
    /**
     * A longer envelope, such as that of a thousand recipients, goes ahead of the content in the body: all properties of a
     * message that is streamed have to fit into one piece of it, and a piece is shorter than any such message.
     */
    static final int LONGEST_PROPERTY = 32 * 1024;

    private static final SimpleString ENVELOPE = SimpleString.of("postern_envelope");
    /** How many bytes of the body are the envelope; without it, none. */
    private static final SimpleString AHEAD = SimpleString.of("postern_envelope_ahead");

    private static final SimpleString NAME = SimpleString.of("postern_name");
    private static final SimpleString SENDER = SimpleString.of("postern_sender");
    private static final SimpleString RECIPIENTS = SimpleString.of("postern_recipients");
    /** To whom and since when: the first recipient's domain, a blank, and the minute since 1970. */
    static final String WAITS = "postern_waits";

    /** The filter that every message matches. */
    static final String ALL = "";

    private static final int DOMAINS_A_FILTER = 50;
    private static final SimpleString WAITING = SimpleString.of(WAITS);
    private static final AttributeName SINCE = AttributeName.of("dev.postern.delivery.since");
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
        message.putStringProperty(WAITING, SimpleString.of(domain(mail) + " " + since(mail) / MINUTE));
        message.putBytesProperty(ENVELOPE, CODEC.encode(mail));
    }

    private static String domain(Mail mail) {
        return mail.getRecipients().stream()
                .findFirst()
                .map(recipient -> recipient.getDomain().asString().toLowerCase(Locale.ROOT))
                .orElse("-");
    }

    /**
     * Returns the time of the first attempt, which later attempts do not change; without one, the time it was queued.
     */
    private static long since(Mail mail) {
        return AttributeUtils.getValueAndCastFromMail(mail, SINCE, Long.class)
                .orElseGet(() -> Optional.ofNullable(mail.getLastUpdated())
                        .map(Date::getTime)
                        .orElse(0L));
    }

    /** Makes a message what another one is, but for its content. */
    static void describe(ClientMessage original, String id, ClientMessage message) {
        message.putStringProperty(ID, SimpleString.of(id));
        for (SimpleString property : new SimpleString[] {NAME, SENDER, RECIPIENTS, WAITING}) {
            message.putStringProperty(property, original.getSimpleStringProperty(property));
        }
        message.putBytesProperty(ENVELOPE, original.getBytesProperty(ENVELOPE));
        Checksum.copy(original, message);
    }

    /**
     * Adds the content, which if it is large is read from the stream only while the message is sent; and the checksum, unless
     * the message was made of one that has it. For that, large content is read once more, before: a property cannot follow
     * the body.
     */
    static void content(MimeMessageSource source, InputStream content, ClientMessage message) throws IOException {
        boolean sealed = Checksum.isOn(message);
        byte[] envelope = message.getBytesProperty(ENVELOPE);
        byte[] ahead = ahead(envelope, message);
        if (ahead.length + source.getMessageSize() > LARGE) {
            if (!sealed) {
                Checksum.put(Checksum.of(envelope, source), message);
            }
            message.setBodyInputStream(new SequenceInputStream(new ByteArrayInputStream(ahead), content));
        } else {
            byte[] bytes = content.readAllBytes();
            if (!sealed) {
                Checksum.put(Checksum.of(envelope, bytes), message);
            }
            message.getBodyBuffer().writeBytes(ahead);
            message.getBodyBuffer().writeBytes(bytes);
        }
    }

    private static byte[] ahead(byte[] envelope, ClientMessage message) {
        if (envelope.length <= LONGEST_PROPERTY) {
            return new byte[0];
        }
        message.removeProperty(ENVELOPE);
        message.putIntProperty(AHEAD, envelope.length);
        return envelope;
    }

    /**
     * Returns the mail as it was queued.
     *
     * @throws DamagedMessage if it is not as it was put in; its content is then the caller's to dispose of
     * @throws IOException if large content cannot be put into a file
     */
    static Taken take(ClientMessage message) throws DamagedMessage, IOException, ActiveMQException {
        String id = property(message, ID, String.class).orElse("message " + message.getMessageID());
        var ahead = new FirstBytes(property(message, AHEAD, Integer.class).orElse(0));
        MimeMessageSource content = StoredBody.read(id, message, ahead);
        boolean handedOn = false;
        try {
            Taken taken = taken(id, message, ahead, content);
            handedOn = true;
            return taken;
        } catch (DamagedMessage e) {
            handedOn = true;
            throw e;
        } finally {
            if (!handedOn) {
                LifecycleUtil.dispose(content); // nobody else knows of it
            }
        }
    }

    private static Taken taken(String id, ClientMessage message, FirstBytes ahead, MimeMessageSource content)
            throws DamagedMessage, IOException {
        byte[] envelope = property(message, ENVELOPE, byte[].class).orElseGet(ahead::kept);
        // For it to be put back, this is then as any other.
        message.putBytesProperty(ENVELOPE, envelope);
        long sum = Checksum.of(envelope, content);
        String name = property(message, NAME, String.class).orElse(id);
        if (!Checksum.fits(sum, message)) {
            throw new DamagedMessage("its bytes have changed since it was stored", name, envelope, content);
        }
        try {
            MailImpl mail = CODEC.decode(envelope);
            mail.setMessageNoCopy(new StoredMessage(content));
            return new Taken(mail, content);
        } catch (UnreadableEnvelope e) { // of another version, for nothing of it has changed
            throw new DamagedMessage(String.valueOf(e.getMessage()), name, envelope, content);
        } catch (MessagingException e) {
            throw new IOException(e);
        }
    }

    /** Returns the property; empty if there is none or it has another type. */
    private static <T> Optional<T> property(ClientMessage message, SimpleString key, Class<T> type) {
        Object value = message.getObjectProperty(key);
        Object plain = value instanceof SimpleString text ? text.toString() : value;
        return type.isInstance(plain) ? Optional.of(type.cast(plain)) : Optional.empty();
    }

    /** Returns the permanent identifier of the message; empty if it is not a message of the gateway. */
    static Optional<String> id(ClientMessage message) {
        return Optional.ofNullable(message.getStringProperty(ID));
    }

    /** Returns the broker's filter for the messages with these identifiers. */
    static String filter(List<String> ids) {
        return ID + " IN (" + ids.stream().map(QueuedMail::quoted).collect(Collectors.joining(", ")) + ")";
    }

    /** Returns the broker's filter for James's search criterion. */
    static String filter(ManageableMailQueue.Type type, String value) {
        return switch (type) {
            case Name -> NAME + " = " + quoted(value);
            case Sender -> SENDER + " = " + quoted(value);
            case Recipient -> RECIPIENTS + " LIKE '%" + mark(value) + "%'";
        };
    }

    /** Returns the domain that a value of {@link #WAITS} names, or "-". */
    static String waitsFor(String value) {
        int blank = value.indexOf(' ');
        return blank < 0 ? "-" : value.substring(0, blank);
    }

    /**
     * Returns the broker's filters for messages to some domains, of those that have these values of {@link #WAITS}. No
     * more than some domains go into one filter, as it is a piece of text that the broker parses.
     */
    static List<String> filters(Set<String> waits, Predicate<String> domains) {
        Set<String> all = waits.stream().map(QueuedMail::waitsFor).collect(Collectors.toSet());
        List<String> meant = all.stream().filter(domains).sorted().toList();
        if (meant.size() == all.size() && !all.isEmpty()) {
            return List.of(ALL);
        }
        return Lists.partition(meant, DOMAINS_A_FILTER).stream()
                .map(some -> some.stream().map(QueuedMail::filter).collect(Collectors.joining(" OR ")))
                .toList();
    }

    /** A domain in an address has no character that means something in a pattern. */
    private static String filter(String domain) {
        return WAITS + " LIKE " + quoted(domain + " %");
    }

    private static String quoted(String value) {
        return "'" + value.replace("'", "''") + "'";
    }

    /**
     * Returns a hash of sixteen characters, which needs no quoting in a filter and keeps the property of a thousand
     * recipients small.
     */
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
