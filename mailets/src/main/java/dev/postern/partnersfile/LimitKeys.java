package dev.postern.partnersfile;

import dev.postern.config.Form;
import dev.postern.config.YamlMapping;
import dev.postern.pace.MessageRate;
import dev.postern.pace.OutboundLimits;
import java.time.Duration;
import java.util.Optional;

/** Reads the keys of an {@code outbound} block that limit how much mail a destination is sent. */
public final class LimitKeys {
    private static final Form<Integer> CONNECTIONS = Form.number(1, 1000);
    private static final Form<Integer> PER_CONNECTION = Form.number(1, 100_000);
    private static final Form<Integer> RECIPIENTS = Form.number(1, 10_000);
    private static final Form<Integer> MESSAGES = Form.number(0, 1_000_000);
    private static final String RATE = "Write keys and values, such as { messages: 100, timeUnit: 1m }.";
    private static final Duration STANDARD_UNIT = Duration.ofMinutes(1);

    private LimitKeys() {}

    /** Reads them; one that is absent, or whose value is wrong, is empty. */
    public static OutboundLimits read(YamlMapping block) {
        return new OutboundLimits(
                block.value("maxConnections", CONNECTIONS),
                block.value("maxMessagesPerConnection", PER_CONNECTION),
                block.value("maxRecipients", RECIPIENTS),
                block.optionalBlock("rate", RATE, LimitKeys::rate).flatMap(rate -> rate),
                Optional.empty());
    }

    private static Optional<MessageRate> rate(YamlMapping block) {
        Optional<Integer> messages = block.required("messages", MESSAGES);
        Duration timeUnit = block.value("timeUnit", PolicyForms.TIME_UNIT).orElse(STANDARD_UNIT);
        return messages.map(most -> new MessageRate(most, timeUnit));
    }
}
