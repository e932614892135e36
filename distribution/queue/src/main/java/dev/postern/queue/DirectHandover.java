package dev.postern.queue;

import dev.postern.storage.EnvelopeCodec;
import dev.postern.storage.UnreadableEnvelope;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import javax.mail.MessagingException;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.james.lifecycle.api.LifecycleUtil;
import org.apache.james.queue.api.MailQueue.MailQueueException;
import org.apache.james.queue.api.MailQueue.MailQueueItem;
import org.apache.james.server.core.MailImpl;
import org.apache.james.server.core.MimeMessageSource;
import org.apache.mailet.Attribute;
import org.apache.mailet.AttributeName;
import org.apache.mailet.AttributeUtils;
import org.apache.mailet.AttributeValue;
import org.apache.mailet.Mail;

/**
 * Gives what the pipeline puts into an outgoing queue straight to who waits for it there, instead of writing a second time
 * what is on disk in the spool. Only for a message that the pipeline has in hand, with the content as it was received, and
 * if somebody in this process wants more than the broker has; everything else is written. Safe for any thread.
 */
final class DirectHandover {
    /** By which a mail, and the copies that mailets make of it, are known to be of a message in hand. */
    static final AttributeName IN_HAND = AttributeName.of("dev.postern.queue.in-hand");

    private static final EnvelopeCodec CODEC = new EnvelopeCodec();
    private static final int PIECE = 16 * 1024;
    private final QueueSubscriptions subscriptions;
    private final Senders senders;
    private final HandoverMode how;
    private final MessageIds ids = new MessageIds();
    private final Map<String, PipelineItem> held = new ConcurrentHashMap<>();

    DirectHandover(QueueSubscriptions subscriptions, Senders senders, HandoverMode how) {
        this.subscriptions = subscriptions;
        this.senders = senders;
        this.how = how;
    }

    /** Registers the item, so that its legs can be handed over until it is done. */
    MailQueueItem hold(MailQueueItem item, MimeMessageSource content) {
        if (!how.isInMemory()) {
            return item;
        }
        String id = ids.next();
        var holding = new PipelineItem(
                item, content instanceof LargeSource large ? large.share() : content, () -> held.remove(id));
        held.put(id, holding);
        item.getMail().setAttribute(new Attribute(IN_HAND, AttributeValue.of(id)));
        return holding;
    }

    /** Returns whether a receiver accepted it; if not, the caller must write it to the queue. */
    boolean given(String address, Mail mail) throws MessagingException, IOException {
        Optional<PipelineItem> whole = AttributeUtils.getValueAndCastFromMail(mail, IN_HAND, String.class)
                .map(held::get);
        Optional<MimeMessageSource> content = StoredMessage.untouched(mail.getMessage());
        if (whole.isEmpty() || content.isEmpty() || !subscriptions.awaitWanted(address, how.patience())) {
            return false;
        }
        Optional<MimeMessageSource> received = whole.get().openedLeg();
        return received.isPresent() && given(address, mail, content.get(), whole.get(), received.get());
    }

    private boolean given(
            String address, Mail mail, MimeMessageSource content, PipelineItem whole, MimeMessageSource received)
            throws MessagingException, IOException {
        boolean given = false;
        try {
            given = same(content, received) && subscriptions.offered(address, leg(address, mail, whole, received));
            return given;
        } catch (UnreadableEnvelope e) {
            throw new IOException(e);
        } finally {
            if (!given) {
                LifecycleUtil.dispose(received);
                abandon(whole);
            }
        }
    }

    private InMemoryHandover leg(String address, Mail mail, PipelineItem whole, MimeMessageSource content)
            throws UnreadableEnvelope, MessagingException {
        byte[] envelope = CODEC.encode(mail);
        return new InMemoryHandover(whole, mail(envelope, content), () -> write(address, envelope, content));
    }

    /** Returns a separate mail: the producer may change its own, and copies of this one are not legs. */
    private static MailImpl mail(byte[] envelope, MimeMessageSource content)
            throws UnreadableEnvelope, MessagingException {
        MailImpl mail = CODEC.decode(envelope);
        mail.removeAttribute(IN_HAND);
        mail.setMessageNoCopy(new StoredMessage(content));
        return mail;
    }

    private void write(String address, byte[] envelope, MimeMessageSource content) throws MailQueueException {
        try {
            senders.send(address, mail(envelope, content));
        } catch (UnreadableEnvelope | MessagingException | IOException | ActiveMQException e) {
            throw new MailQueueException("Could not requeue a message; it will be redelivered", e);
        }
    }

    /** Releases the item without settling anything: the pipeline is still processing it. */
    private static void abandon(PipelineItem whole) throws IOException {
        try {
            whole.legSettled();
        } catch (MailQueueException e) {
            throw new IOException(e);
        }
    }

    private static boolean same(MimeMessageSource one, MimeMessageSource other) throws IOException {
        if (one == other
                || (one instanceof LargeSource large && other instanceof LargeSource shared && large.shares(shared))) {
            return true;
        }
        if (one.getMessageSize() != other.getMessageSize()) {
            return false;
        }
        try (InputStream first = one.getInputStream();
                InputStream second = other.getInputStream()) {
            byte[] expected;
            do {
                expected = first.readNBytes(PIECE);
                if (!Arrays.equals(expected, second.readNBytes(PIECE))) {
                    return false;
                }
            } while (expected.length > 0);
            return true;
        }
    }
}
