package dev.postern.partnersfile;

import com.google.common.collect.ImmutableList;
import com.google.common.collect.ImmutableMap;
import dev.postern.config.Form;
import dev.postern.config.YamlMapping;
import dev.postern.tls.TlsSecurityLevel;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Where an {@code outbound} block stands, and what may be written there. */
enum OutboundUse {
    /** A partner has a rule: {@code may} is none. */
    PARTNER(
            TlsSecurityLevel.SECURE,
            List.of(TlsSecurityLevel.ENCRYPT, TlsSecurityLevel.FINGERPRINT, TlsSecurityLevel.SECURE),
            "asks for nothing, and a partner has a rule.",
            Map.of()),

    /** One of our own domains; its next hop stands beside the block. */
    OWN_DOMAIN(
            TlsSecurityLevel.MAY,
            List.of(
                    TlsSecurityLevel.MAY,
                    TlsSecurityLevel.ENCRYPT,
                    TlsSecurityLevel.FINGERPRINT,
                    TlsSecurityLevel.SECURE),
            "is not for our own domains.",
            Map.of(
                    "nextHop", "Remove it: the domain's own nextHop, beside outbound, says it.",
                    "implicitTls", "Remove it: at port 465 TLS begins at once, at other ports with STARTTLS.",
                    "user", "Remove it: the gateway does not log in at servers of its own domains.",
                    "passwordFile", "Remove it: the gateway does not log in at servers of its own domains.")),

    /** The servers of everyone else's mail, named by the operator. */
    SMARTHOST(
            TlsSecurityLevel.SECURE,
            List.of(
                    TlsSecurityLevel.MAY,
                    TlsSecurityLevel.ENCRYPT,
                    TlsSecurityLevel.FINGERPRINT,
                    TlsSecurityLevel.SECURE),
            "is not for a smarthost.",
            Map.of(
                    "retries", "Remove it: delivery.retries says it.",
                    "warnAfter", "Remove it: delivery.warnAfter says it.",
                    "giveUpAfter", "Remove it: delivery.giveUpAfter says it.")),

    /** Domains that are nobody's: no certificate can be agreed with all the world. */
    ANYBODY(
            TlsSecurityLevel.MAY,
            List.of(TlsSecurityLevel.MAY, TlsSecurityLevel.ENCRYPT),
            "needs an agreement, and this is for domains with which there is none.",
            Map.ofEntries(
                    Map.entry("match", "Remove it: no certificate is agreed with domains that are nobody's."),
                    Map.entry("fingerprints", "Remove it: no certificate is agreed with domains that are nobody's."),
                    Map.entry("trustAnchors", "Remove it: no certificate is agreed with domains that are nobody's."),
                    Map.entry(
                            "clientCertificate", "Remove it: no certificate is agreed with domains that are nobody's."),
                    Map.entry("nextHop", "Remove it: delivery.smarthost says it."),
                    Map.entry("retries", "Remove it: delivery.retries says it."),
                    Map.entry("warnAfter", "Remove it: delivery.warnAfter says it."),
                    Map.entry("giveUpAfter", "Remove it: delivery.giveUpAfter says it."),
                    Map.entry("addresses", "Remove it: delivery.addresses says it."),
                    Map.entry("source", "Remove it: delivery.source says it."),
                    Map.entry("implicitTls", "Remove it: it belongs in delivery.smarthost."),
                    Map.entry("user", "Remove it: it belongs in delivery.smarthost."),
                    Map.entry("passwordFile", "Remove it: it belongs in delivery.smarthost.")));

    /** A level that administrators know from Postfix, and that this version does not have. */
    private static final String LATER = "dane";

    private final TlsSecurityLevel defaultLevel;
    private final ImmutableList<TlsSecurityLevel> levels;
    private final String refusal;
    private final ImmutableMap<String, String> foreignKeys;

    OutboundUse(
            TlsSecurityLevel defaultLevel,
            List<TlsSecurityLevel> levels,
            String refusal,
            Map<String, String> foreignKeys) {
        this.defaultLevel = defaultLevel;
        this.levels = ImmutableList.copyOf(levels);
        this.refusal = refusal;
        this.foreignKeys = ImmutableMap.copyOf(foreignKeys);
    }

    /** What holds where nothing is written. */
    TlsSecurityLevel defaultLevel() {
        return defaultLevel;
    }

    /** Reads any level; those that do not belong here are rejected by {@link #checkLevel} in words that say why. */
    Optional<TlsSecurityLevel> readLevel(YamlMapping block) {
        Optional<String> written = block.value(
                "level",
                Form.of(
                        "TLS security level",
                        advice(),
                        "secure",
                        word -> Optional.of(word)
                                .filter(any -> any.equals(LATER)
                                        || TlsSecurityLevel.of(any).isPresent())));
        if (written.filter(LATER::equals).isPresent()) {
            block.problem(
                    "level", "level " + LATER + " comes with a later version; this one cannot keep it.", advice());
        }
        return written.flatMap(TlsSecurityLevel::of);
    }

    /** Refuses the keys that do not belong here. */
    void refuseForeignKeys(YamlMapping block) {
        foreignKeys.forEach(block::refuse);
    }

    /** Records a level that does not belong here. */
    void checkLevel(YamlMapping block, Optional<TlsSecurityLevel> written) {
        written.filter(level -> !allows(level)).ifPresent(level -> block.problem("level", refusal(level), advice()));
    }

    private String refusal(TlsSecurityLevel level) {
        return level.word() + " " + refusal;
    }

    boolean allows(TlsSecurityLevel level) {
        return levels.contains(level);
    }

    /** The levels that may be written here in this version. */
    ImmutableList<TlsSecurityLevel> advised() {
        return levels;
    }

    private String advice() {
        return "Write one of: " + levels.stream().map(TlsSecurityLevel::word).collect(Collectors.joining(", ")) + ".";
    }
}
