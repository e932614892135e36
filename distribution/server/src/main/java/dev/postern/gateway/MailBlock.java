package dev.postern.gateway;

import dev.postern.config.Form;
import dev.postern.config.YamlMapping;
import dev.postern.gateway.GatewayConfiguration.SetAside;
import dev.postern.retention.RetentionBounds;
import java.time.Duration;

/** Reads the block {@code mail}: how long mail that was set aside is kept, how much of it, and how often it is told. */
final class MailBlock {
    private static final Duration DEFAULT_KEEP_FOR = Duration.ofDays(30);
    private static final long DEFAULT_SIZE = 2L << 30;
    private static final int DEFAULT_MESSAGES = 10_000;
    private static final int MOST_MESSAGES = 10_000_000;
    private static final Duration DEFAULT_NOTICE_PERIOD = Duration.ofHours(1);

    /** Shorter, a weekend would lose what nobody looked at. */
    private static final Form<Duration> KEEP_FOR = Form.DURATION.where(
            "duration of at least 1d",
            "Write a duration of at least 1d, such as 30d.",
            duration -> duration.compareTo(Duration.ofDays(1)) >= 0);

    private static final Form<Long> SIZE = Form.BYTES.where(
            "size of at least 1MiB", "Write a size of at least 1MiB, such as 2GiB.", size -> size >= 1L << 20);

    private MailBlock() {}

    static SetAside read(YamlMapping block) {
        return new SetAside(
                new RetentionBounds(
                        block.value("keepFor", KEEP_FOR).orElse(DEFAULT_KEEP_FOR),
                        block.value("maxSize", SIZE).orElse(DEFAULT_SIZE),
                        block.value("maxMessages", Form.number(1, MOST_MESSAGES))
                                .orElse(DEFAULT_MESSAGES)),
                block.value("noticePeriod", Form.DURATION).orElse(DEFAULT_NOTICE_PERIOD));
    }
}
