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
            "requires no TLS, but a partner needs a rule.",
            Map.of()),

    /** One of our own domains; its next hop stands beside the block. */
    OWN_DOMAIN(
            TlsSecurityLevel.MAY,
            List.of(
                    TlsSecurityLevel.MAY,
                    TlsSecurityLevel.ENCRYPT,
                    TlsSecurityLevel.FINGERPRINT,
                    TlsSecurityLevel.SECURE),
            "cannot be used for the gateway's own domains.",
            Map.of(
                    "nextHop", "Remove it: the domain's nextHop, beside outbound, applies.",
                    "implicitTls", "Remove it: port 465 uses implicit TLS, other ports use STARTTLS.",
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
            "cannot be used for a smarthost.",
            Map.of(
                    "retries", "Remove it: delivery.retries applies.",
                    "warnAfter", "Remove it: delivery.warnAfter applies.",
                    "giveUpAfter", "Remove it: delivery.giveUpAfter applies.")),

    /** Domains that are nobody's: no certificate can be agreed with all the world. */
    ANYBODY(
            TlsSecurityLevel.MAY,
            List.of(TlsSecurityLevel.MAY, TlsSecurityLevel.ENCRYPT),
            "cannot be used for domains that are not partners: no certificate was agreed with them.",
            Map.ofEntries(
                    Map.entry("match", "Remove it: no certificate was agreed with domains that are not partners."),
                    Map.entry(
                            "fingerprints", "Remove it: no certificate was agreed with domains that are not partners."),
                    Map.entry(
                            "trustAnchors", "Remove it: no certificate was agreed with domains that are not partners."),
                    Map.entry(
                            "clientCertificate",
                            "Remove it: no certificate was agreed with domains that are not partners."),
                    Map.entry("nextHop", "Remove it, or configure delivery.smarthost."),
                    Map.entry("retries", "Remove it: delivery.retries applies."),
                    Map.entry("warnAfter", "Remove it: delivery.warnAfter applies."),
                    Map.entry("giveUpAfter", "Remove it: delivery.giveUpAfter applies."),
                    Map.entry("addresses", "Remove it: delivery.addresses applies."),
                    Map.entry("source", "Remove it: delivery.source applies."),
                    Map.entry("implicitTls", "Move it to delivery.smarthost."),
                    Map.entry("user", "Move it to delivery.smarthost."),
                    Map.entry("passwordFile", "Move it to delivery.smarthost.")));

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
            block.problem("level", "level " + LATER + " is not supported yet.", advice());
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
