package dev.postern.smtp;

import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.james.queue.api.MailQueue;
import org.apache.james.queue.api.MailQueueFactory;
import org.apache.james.server.core.MailImpl;
import org.apache.mailet.Mail;

/** A queue from which the test takes what was accepted. */
public final class SpoolFixture {
    final List<Mail> queued = new ArrayList<>();
    public Optional<Throwable> failure = Optional.empty();

    MailQueueFactory<?> factory() {
        return (MailQueueFactory<?>) silent(MailQueueFactory.class, queue());
    }

    private MailQueue queue() {
        return (MailQueue) Proxy.newProxyInstance(
                SpoolFixture.class.getClassLoader(), new Class<?>[] {MailQueue.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("enQueue")) {
                        if (failure.isPresent()) {
                            throw failure.get();
                        }
                        queued.add(MailImpl.duplicate((Mail) arguments[0])); // the session disposes of its own
                    }
                    return null;
                });
    }

    /** An object that does nothing, and whose every method returns that answer if it can. */
    static Object silent(Class<?> type, Object answer) {
        return Proxy.newProxyInstance(
                SpoolFixture.class.getClassLoader(),
                new Class<?>[] {type},
                (proxy, method, arguments) -> method.getReturnType().isInstance(answer) ? answer : null);
    }
}
