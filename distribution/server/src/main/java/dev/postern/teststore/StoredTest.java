package dev.postern.teststore;

import com.fasterxml.jackson.annotation.JsonInclude;
import dev.postern.inboundtest.InboundTest;
import dev.postern.inboundtest.InboundTest.Progress;
import dev.postern.inboundtest.InboundTest.Progress.Received;
import dev.postern.inboundtest.InboundTest.Progress.Reported;
import dev.postern.inboundtest.InboundTest.Progress.Waiting;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A test as it is in the file. Its message, report and verdict are present as far as the test has come. */
@JsonInclude(JsonInclude.Include.NON_ABSENT)
record StoredTest(
        String id,
        String digest,
        String partner,
        Instant issued,
        Instant expires,
        Optional<String> message,
        Optional<String> report,
        Optional<Boolean> kept) {

    /** The content of the file. */
    record All(List<StoredTest> tests) {}

    static StoredTest of(InboundTest test) {
        Optional<String> message = Optional.empty();
        Optional<String> report = Optional.empty();
        Optional<Boolean> kept = Optional.empty();
        if (test.progress() instanceof Received received) {
            message = Optional.of(received.message());
        } else if (test.progress() instanceof Reported reported) {
            message = Optional.of(reported.message());
            report = Optional.of(reported.report());
            kept = Optional.of(reported.kept());
        }
        return new StoredTest(
                test.id(), test.digest(), test.partner(), test.issued(), test.expires(), message, report, kept);
    }

    InboundTest test() {
        return new InboundTest(id, digest, partner, issued, expires, progress());
    }

    private Progress progress() {
        if (message.isPresent() && report.isPresent()) {
            return new Reported(message.get(), report.get(), kept.orElse(false));
        }
        return message.<Progress>map(Received::new).orElseGet(Waiting::new);
    }
}
