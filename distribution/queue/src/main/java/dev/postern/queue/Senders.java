package dev.postern.queue;

import dev.postern.broker.BrokerSessions;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.util.Deque;
import java.util.Optional;
import java.util.concurrent.ConcurrentLinkedDeque;
import javax.mail.MessagingException;
import javax.mail.internet.MimeMessage;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.ActiveMQExceptionType;
import org.apache.activemq.artemis.api.core.Message;
import org.apache.activemq.artemis.api.core.client.ClientMessage;
import org.apache.activemq.artemis.api.core.client.ClientProducer;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.james.server.core.MimeMessageInputStreamSource;
import org.apache.james.server.core.MimeMessageSource;
import org.apache.mailet.Mail;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts mail into the broker's queues. There are as many sessions as threads ever sent at once; each serves one at a time.
 * Safe for any thread.
 */
final class Senders implements AutoCloseable {
    private static final Logger LOGGER = LoggerFactory.getLogger(Senders.class);
    private static final int MOST_ATTEMPTS = 5;

    private final BrokerSessions sessions;
    private final Clock clock;
    private final MessageIds ids = new MessageIds();
    private final Deque<Sender> idle = new ConcurrentLinkedDeque<>();

    private record Sender(ClientSession session, ClientProducer producer) {}

    Senders(BrokerSessions sessions, Clock clock) {
        this.sessions = sessions;
        this.clock = clock;
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

    /**
     * Sends the mail, and sends it again under the same identifier after a lost connection: a broker that has it
     * already drops the duplicate. The sessions decide how long this waits for another broker.
     */
    private void send(String address, Mail mail, MimeMessageSource content) throws ActiveMQException, IOException {
        String id = ids.next();
        for (int attempt = 1; ; attempt++) {
            try {
                send(take(), address, mail, id, content);
                return;
            } catch (ActiveMQException e) {
                if (!sessions.shared() || attempt == MOST_ATTEMPTS || isRefusal(e)) {
                    throw e;
                }
                LOGGER.info(
                        "Sending {} to the broker again after a lost connection: {}", mail.getName(), e.getMessage());
            }
        }
    }

    private static boolean isRefusal(ActiveMQException e) {
        return e.getType() == ActiveMQExceptionType.ADDRESS_FULL
                || e.getType() == ActiveMQExceptionType.SECURITY_EXCEPTION;
    }

    private void send(Sender sender, String address, Mail mail, String id, MimeMessageSource content)
            throws ActiveMQException, IOException {
        boolean good = false;
        try (InputStream bytes = content.getInputStream()) {
            ClientMessage message = message(sender.session(), QueuedMail.priority(mail));
            QueuedMail.describe(mail, id, message);
            finish(id, content, bytes, message);
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

    /** Returns a copy of a received message, to be requeued. */
    ClientMessage again(ClientSession session, ClientMessage original, MimeMessageSource content, InputStream bytes)
            throws IOException {
        ClientMessage message = message(session, original.getPriority());
        String id = ids.next();
        QueuedMail.describe(original, id, message);
        finish(id, content, bytes, message);
        return message;
    }

    private void finish(String id, MimeMessageSource content, InputStream bytes, ClientMessage message)
            throws IOException {
        if (sessions.shared()) {
            QueuedMail.detectDuplicates(id, message);
        }
        QueuedMail.content(content, bytes, message);
    }

    private ClientMessage message(ClientSession session, byte priority) {
        return session.createMessage(Message.BYTES_TYPE, true, 0, clock.millis(), priority);
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
