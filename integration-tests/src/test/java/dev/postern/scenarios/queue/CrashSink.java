package dev.postern.scenarios.queue;

import dev.postern.testing.smtp.Mailroom;
import dev.postern.testing.smtp.ScriptedSmtpServer.Received;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Every next hop at once: holds each message that comes against its promise. The recipient {@code m.2@x.test} of the
 * message {@code m} is put off twice before it is taken. Safe for any thread.
 */
final class CrashSink implements Mailroom {
    /** The only thing that may stand before what was sent. */
    static final Pattern OUR_FIELD = Pattern.compile("Received: from client\\.test \\(\\[127\\.0\\.0\\.[12]\\]\\)\r\n"
            + "\tby gw\\.example\\.test \\(Postern\\) with ESMTPS id [A-Za-z0-9-]+\r\n"
            + "(?:\tfor <([^>\r\n]+)>\r\n)?"
            + "\ttls TLS_[A-Z0-9_]+;\r\n"
            + "\t[A-Z][a-z]{2}, [^\r\n]{20,30}\r\n");

    private static final Pattern ADDRESS = Pattern.compile("(?<marker>[^.@]+)\\.(?<putOff>\\d)@[^@]+");

    private final Promises promises;
    private final Map<String, AtomicInteger> asked = new ConcurrentHashMap<>();
    private volatile Runnable onArrival = () -> {};

    CrashSink(Promises promises) {
        this.promises = promises;
    }

    /** What is done at each message, before its sender hears 250. */
    void onArrival(Runnable action) {
        onArrival = action;
    }

    @Override
    public Optional<String> refusal(String recipient) {
        Matcher address = ADDRESS.matcher(recipient);
        int putOff = address.matches() ? Integer.parseInt(address.group("putOff")) : 0;
        int before =
                asked.computeIfAbsent(recipient, any -> new AtomicInteger()).getAndIncrement();
        return before < putOff ? Optional.of("451 4.2.1 not now, " + recipient) : Optional.empty();
    }

    @Override
    public void take(Received message) {
        for (String recipient : message.recipients()) {
            if (recipient.startsWith("postmaster@")) { // a notice about what the safety net took out
                continue;
            }
            Matcher address = ADDRESS.matcher(recipient);
            Optional<Promise> promised = address.matches() ? promises.of(address.group("marker")) : Optional.empty();
            promised.ifPresentOrElse(
                    promise -> check(promise, recipient, message),
                    () -> promises.fault("nobody sent " + recipient + " anything"));
        }
        onArrival.run();
    }

    private void check(Promise promise, String recipient, Received message) {
        Matcher field = OUR_FIELD.matcher(message.content());
        if (promise.toRepository) {
            promises.fault(promise + " was sent to " + recipient + ", and must lie in a repository");
        } else if (message.tls().isEmpty()) {
            promises.fault(promise + " came in clear text");
        } else if (!promise.recipients.contains(recipient)) {
            promises.fault(promise + " came to " + recipient);
        } else if (!field.lookingAt()) {
            promises.fault(promise + " begins otherwise than with our field: "
                    + message.content()
                            .substring(0, Math.min(500, message.content().length())));
        } else if (!promise.isSame(message.content().substring(field.end()))) {
            promises.fault(promise + " came as other bytes than were sent: "
                    + promise.difference(message.content().substring(field.end())));
        } else if (!Optional.ofNullable(field.group(1)).equals(onlyRecipient(promise))) {
            promises.fault(promise + " came with a wrong 'for' in our field: " + field.group());
        } else {
            promise.arrive(recipient);
        }
    }

    private static Optional<String> onlyRecipient(Promise promise) {
        return promise.recipients.size() == 1 ? Optional.of(promise.recipients.get(0)) : Optional.empty();
    }
}
