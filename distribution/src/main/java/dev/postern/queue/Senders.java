package dev.postern.queue;

import java.io.IOException;
import java.io.InputStream;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import javax.mail.MessagingException;
import javax.mail.internet.MimeMessage;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientProducer;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.james.server.core.MimeMessageInputStreamSource;
import org.apache.james.server.core.MimeMessageSource;
import org.apache.mailet.Mail;

/**
 * Puts mail into the broker's queues. There are as many sessions as threads ever sent at once; each serves one at a time.
 * Safe for any thread.
 */
final class Senders implements AutoCloseable {
    private final BrokerSessions sessions;
    private final MessageIds ids = new MessageIds();
    private final Deque<Sender> idle = new ConcurrentLinkedDeque<>();

    private record Sender(ClientSession session, ClientProducer producer) {}

    Senders(BrokerSessions sessions) {
        this.sessions = sessions;
    }

    /**
     * Returns when the message is on the broker's disk. The bytes are those the message was read from unless somebody
     * changed it.
     */
    void send(String address, Mail mail) throws ActiveMQException, IOException, MessagingException {
        MimeMessage message = mail.getMessage();
        Optional<MimeMessageSource> untouched = StoredMessage.untouched(message);
        if (untouched.isPresent()) {
            send(address, mail, untouched.get());
            return;
        }
        var changed = MimeMessageInputStreamSource.create("queue");
        try {
            try (var out = changed.getWritableOutputStream()) {
                message.writeTo(out);
            }
            send(address, mail, changed);
        } finally {
            changed.dispose();
        }
    }

    private void send(String address, Mail mail, MimeMessageSource content) throws ActiveMQException, IOException {
        Sender sender = take();
        boolean good = false;
        try (InputStream bytes = content.getInputStream()) {
            ClientMessage message = message(sender.session(), QueuedMail.priority(mail));
            String id = ids.next();
            QueuedMail.describe(mail, id, message);
            finish(id, bytes, content.getMessageSize(), message);
            sender.producer().send(address, message);
            good = true;
        } finally {
            if (good) {
                idle.push(sender);
            } else {
                close(sender); // whether the message arrived is not known; the session is good for nothing more
            }
        }
    }

    /** A message as one that was taken, to be put back. */
    ClientMessage again(ClientSession session, ClientMessage original, MimeMessageSource content, InputStream bytes)
            throws IOException {
        ClientMessage message = message(session, original.getPriority());
        String id = ids.next();
        QueuedMail.describe(original, id, message);
        finish(id, bytes, content.getMessageSize(), message);
        return message;
    }

    private void finish(String id, InputStream bytes, long size, ClientMessage message) throws IOException {
        if (sessions.shared()) {
            QueuedMail.detectDuplicates(id, message);
        }
        QueuedMail.content(bytes, size, message);
    }

    private static ClientMessage message(ClientSession session, byte priority) {
        return session.createMessage(Message.BYTES_TYPE, true, 0, System.currentTimeMillis(), priority);
    }

    private Sender take() throws ActiveMQException {
        for (Sender sender = idle.poll(); sender != null; sender = idle.poll()) {
            if (!sender.session().isClosed()) {
                return sender;
            }
        }
        ClientSession session = sessions.open(false);
        return new Sender(session, session.createProducer());
    }

    private static void close(Sender sender) {
        try {
            sender.session().close();
        } catch (ActiveMQException e) {
            // It is gone already.
        }
    }

    @Override
    public void close() {
        for (Sender sender = idle.poll(); sender != null; sender = idle.poll()) {
            close(sender);
        }
    }
}
