package dev.postern.gateway;

import dev.postern.config.Form;
import dev.postern.config.YamlMapping;
import dev.postern.milter.MilterAddress;
import dev.postern.milter.MilterSettings;
import dev.postern.milter.MilterSettings.OnFailure;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Reads the block {@code filter}: who judges the content of mail before it is accepted. Without it nobody does. */
final class FilterBlock {
    private static final int DEFAULT_CONNECTIONS = 50;
    private static final int FEWEST_CONNECTIONS = 2;
    private static final int MOST_CONNECTIONS = 1000;
    private static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration DEFAULT_TIMEOUT = Duration.ofMinutes(2);

    private static final Form<MilterAddress> MILTER = Form.of(
            "milter address", "Write host:port, such as 127.0.0.1:11332.", "127.0.0.1:11332", MilterAddress::parse);

    private static final Form<OnFailure> ON_FAILURE = Form.word("action", List.of(OnFailure.values()), OnFailure::word);

    /** A client waits 10 minutes for the reply to the end of its message (RFC 5321 §4.5.3.2.6). */
    private static final Form<Duration> TIMEOUT = Form.DURATION.where(
            "timeout",
            "Write a duration from 1s to 8m, such as 2m: the client waits for 10 minutes.",
            timeout -> timeout.compareTo(Duration.ofMinutes(8)) <= 0);

    private FilterBlock() {}

    static Optional<MilterSettings> read(YamlMapping block) {
        List<MilterAddress> milters = block.requiredValues("milters", MILTER, (milter, value) -> {});
        OnFailure onFailure = block.value("onFailure", ON_FAILURE).orElse(OnFailure.TEMPFAIL);
        Duration connectTimeout = block.value("connectTimeout", TIMEOUT).orElse(DEFAULT_CONNECT_TIMEOUT);
        Duration timeout = block.value("timeout", TIMEOUT).orElse(DEFAULT_TIMEOUT);
        int maxConnections = block.value("maxConnections", Form.number(FEWEST_CONNECTIONS, MOST_CONNECTIONS))
                .orElse(DEFAULT_CONNECTIONS);
        boolean relayNetworks = block.value("relayNetworks", Form.BOOLEAN).orElse(true);
        return milters.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        new MilterSettings(milters, onFailure, connectTimeout, timeout, maxConnections, relayNetworks));
    }
}
