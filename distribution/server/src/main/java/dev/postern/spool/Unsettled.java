package dev.postern.spool;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.james.core.MailAddress;
import org.apache.mailet.Mail;

/**
 * Tracks the recipients of this thread's message that are not settled yet, whatever parts the pipeline split the
 * message into. For the one thread that processes the message.
 */
final class Unsettled implements AutoCloseable {
    private static final ThreadLocal<Unsettled> CURRENT = new ThreadLocal<>();

    private final List<MailAddress> left;

    private Unsettled(Collection<MailAddress> recipients) {
        this.left = new ArrayList<>(recipients);
    }

    /** Begins to follow the recipients of that message on this thread. */
    static Unsettled of(Mail mail) {
        var unsettled = new Unsettled(mail.getRecipients());
        CURRENT.set(unsettled);
        return unsettled;
    }

    /** Returns the unsettled recipients of the message that this thread processes; empty if it processes none. */
    static Optional<Unsettled> current() {
        return Optional.ofNullable(CURRENT.get());
    }

    /**
     * Records that a mailet processed one part of the message. Recipients that it took out of the part, and all if it
     * ended the part, are settled; those that it put in are not.
     */
    void processed(Collection<MailAddress> before, Mail after) {
        List<MailAddress> now = Mail.GHOST.equals(after.getState()) ? List.of() : List.copyOf(after.getRecipients());
        minus(before, now).forEach(this::remove);
        left.addAll(minus(now, before));
    }

    List<MailAddress> left() {
        return List.copyOf(left);
    }

    /** Addresses that differ in the case of the local part only are two (RFC 5321 §2.4); {@code MailAddress.equals} says they are one. */
    private void remove(MailAddress address) {
        for (int place = 0; place < left.size(); place++) {
            if (left.get(place).asString().equals(address.asString())) {
                left.remove(place);
                return;
            }
        }
    }

    private static List<MailAddress> minus(Collection<MailAddress> some, Collection<MailAddress> others) {
        List<String> texts = others.stream().map(MailAddress::asString).toList();
        Stream<MailAddress> rest = some.stream().filter(address -> !texts.contains(address.asString()));
        return rest.toList();
    }

    @Override
    public void close() {
        CURRENT.remove();
    }
}
