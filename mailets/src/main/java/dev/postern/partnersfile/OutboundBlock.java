package dev.postern.partnersfile;

import dev.postern.address.OutboundAddresses;
import dev.postern.config.KeyCombinations;
import dev.postern.config.YamlMapping;
import dev.postern.partner.DomainPattern;
import dev.postern.partner.NextHop;
import dev.postern.partner.OutboundPolicy;
import dev.postern.partner.OutboundPolicy.OnFailure;
import dev.postern.partner.OwnDomainOutbound;
import dev.postern.partner.Submission;
import dev.postern.quirks.IgnoredKeywords;
import dev.postern.tls.CertificateMatch;
import dev.postern.tls.TlsPolicy;
import dev.postern.tls.TlsSecurityLevel;
import dev.postern.tls.TlsVersion;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Reads an {@code outbound} block: the same keys for a partner, for one of our own domains and for everybody else.
 *
 * <p>Each method records every problem in the block's collector and returns a policy only if there is none in what the
 * policy is made of. A default applies where it fits the level; a key that is written and does not fit is a problem.
 */
public final class OutboundBlock {
    private static final TlsVersion DEFAULT_MIN_VERSION = TlsVersion.TLS_1_2;
    private static final Set<TlsSecurityLevel> ALL_WITH_TLS = levels(TlsSecurityLevel::requiresTls);

    /** A server that proves nothing would hear the password, or could guess it at leisure from what SCRAM says (RFC 5802 §9). */
    private static final Set<TlsSecurityLevel> WITH_PROOF = levels(TlsSecurityLevel::provesPeer);

    private static final String NO_PROOF = "at which an impostor could receive the password";

    /** The levels that each of these keys is for; the other keys are for all. */
    private static final Map<String, Set<TlsSecurityLevel>> LEVELS_OF_KEY = Map.of(
            "user",
            WITH_PROOF,
            "passwordFile",
            WITH_PROOF,
            "match",
            EnumSet.of(TlsSecurityLevel.SECURE),
            "trustAnchors",
            EnumSet.of(TlsSecurityLevel.SECURE),
            "fingerprints",
            EnumSet.of(TlsSecurityLevel.FINGERPRINT),
            "minVersion",
            ALL_WITH_TLS,
            "clientCertificate",
            ALL_WITH_TLS,
            "onFailure",
            ALL_WITH_TLS);

    private OutboundBlock() {}

    private static Set<TlsSecurityLevel> levels(Predicate<TlsSecurityLevel> which) {
        return Stream.of(TlsSecurityLevel.values()).filter(which).collect(Collectors.toUnmodifiableSet());
    }

    /**
     * The block of one of our own domains; it may be absent, which means level {@code may}.
     *
     * @param nextHops what stands beside the block; empty if it cannot be read, and then there is no policy
     */
    public static Optional<OutboundPolicy> forOwnDomain(YamlMapping block, List<NextHop> nextHops) {
        OutboundKeys keys = checked(block, OutboundUse.OWN_DOMAIN);
        if (nextHops.isEmpty()) {
            level(keys, OutboundUse.OWN_DOMAIN).ifPresent(level -> checkFit(block, level, OutboundUse.OWN_DOMAIN));
            return Optional.empty();
        }
        return inside(keys, nextHops, OwnDomainOutbound.namesOf(nextHops));
    }

    /**
     * The block of own domains that may have next hops of their own, which stand in another file.
     *
     * @param nextHops what stands beside the block, for domains that have none of their own; may be empty
     */
    public static Optional<OwnDomainOutbound> forOwnDomains(YamlMapping block, List<NextHop> nextHops) {
        OutboundKeys keys = checked(block, OutboundUse.OWN_DOMAIN);
        List<CertificateMatch> names =
                nextHops.isEmpty() ? OwnDomainOutbound.NO_NAME_YET : OwnDomainOutbound.namesOf(nextHops);
        return inside(keys, nextHops, names).map(policy -> new OwnDomainOutbound(policy, !block.has("match")));
    }

    /** Behind the gateway other addresses count than on the way out. */
    private static Optional<OutboundPolicy> inside(
            OutboundKeys keys, List<NextHop> nextHops, List<CertificateMatch> match) {
        AddressKeys.check(keys.block(), keys.addresses(), OutboundAddresses.STANDARD);
        return policy(keys, OutboundUse.OWN_DOMAIN, nextHops, match)
                .map(policy -> policy.between(policy.addresses().over(OutboundAddresses.STANDARD)));
    }

    /** The block of the domains that are nobody's: {@code may} or {@code encrypt}, to their MX hosts. */
    public static Optional<OutboundPolicy> forAnybody(YamlMapping block) {
        return policy(checked(block, OutboundUse.ANYBODY), OutboundUse.ANYBODY, List.of(), List.of());
    }

    /**
     * The block of the smarthost, which takes all mail to everyone else: level {@code secure} unless it says otherwise.
     *
     * @param otherwise between which addresses mail goes where the block does not say it
     */
    public static Optional<OutboundPolicy> forSmarthost(YamlMapping block, OutboundAddresses otherwise) {
        OutboundKeys keys = checked(block, OutboundUse.SMARTHOST);
        AddressKeys.check(block, keys.addresses(), otherwise);
        if (!block.has("nextHop")) {
            block.problem("nextHop", "is missing.", PolicyForms.NEXT_HOP.right());
        }
        // Configured by the operator, their own names are those that their certificates must carry.
        return policy(keys, OutboundUse.SMARTHOST, keys.nextHops(), OwnDomainOutbound.namesOf(keys.nextHops()))
                .filter(policy -> policy.nextHop().isPresent());
    }

    /**
     * The {@code defaults} of all partners, consistent in themselves.
     *
     * @param otherwise between which addresses mail goes where nothing is written
     */
    static OutboundKeys forDefaults(YamlMapping block, OutboundAddresses otherwise) {
        OutboundKeys keys = checked(block, OutboundUse.PARTNER);
        AddressKeys.check(block, keys.addresses(), otherwise);
        level(keys, OutboundUse.PARTNER).ifPresent(level -> {
            checkFit(block, level, OutboundUse.PARTNER);
            checkIgnored(keys, level);
        });
        if (!block.has("nextHop")) {
            SubmissionKeys.refuseWithoutNextHop(block);
        }
        return keys;
    }

    /**
     * A partner's block; it may be absent, which means the defaults.
     *
     * @param otherwise between which addresses mail goes where neither says it
     */
    static Optional<OutboundPolicy> forPartner(
            YamlMapping block, OutboundKeys defaults, List<DomainPattern> domains, OutboundAddresses otherwise) {
        OutboundKeys keys = checked(block, OutboundUse.PARTNER).over(defaults);
        AddressKeys.check(block, keys.addresses(), otherwise);
        List<CertificateMatch> match = domains.stream()
                .map(pattern -> new CertificateMatch(pattern.domain(), pattern.allBelow()))
                .toList();
        return policy(keys, OutboundUse.PARTNER, keys.nextHops(), match);
    }

    private static OutboundKeys checked(YamlMapping block, OutboundUse use) {
        use.refuseForeignKeys(block);
        OutboundKeys keys = OutboundKeys.read(block, use);
        use.checkLevel(keys.block(), keys.level());
        return keys;
    }

    private static Optional<TlsSecurityLevel> level(OutboundKeys keys, OutboundUse use) {
        return keys.misread().contains("level")
                ? Optional.empty()
                : Optional.of(keys.level().orElse(use.defaultLevel())).filter(use::allows);
    }

    private static Optional<OutboundPolicy> policy(
            OutboundKeys keys, OutboundUse use, List<NextHop> nextHops, List<CertificateMatch> defaultMatch) {
        if (nextHops.isEmpty() && !keys.block().has("nextHop")) {
            SubmissionKeys.refuseWithoutNextHop(keys.block());
        }
        return level(keys, use)
                .flatMap(level -> {
                    checkFit(keys.block(), level, use);
                    checkDefaultPassword(keys, level);
                    checkIgnored(keys, level);
                    checkTimes(keys);
                    return tls(keys, level, nextHops.stream().findFirst(), defaultMatch);
                })
                .map(tls -> new OutboundPolicy(
                        tls,
                        // A default stands for the levels that it fits: without TLS there is nothing to present it in.
                        keys.clientCertificate().filter(held -> tls.requiresTls()),
                        nextHops.stream().findFirst(),
                        new Submission(
                                nextHops.stream().skip(1).toList(),
                                keys.implicitTls(),
                                keys.credentials().filter(any -> tls.provesPeer())),
                        keys.onFailure().orElse(OnFailure.DEFER),
                        keys.times(),
                        keys.ignored().orElseGet(IgnoredKeywords::none),
                        keys.addresses(),
                        keys.limits()));
    }

    private static void checkFit(YamlMapping block, TlsSecurityLevel level, OutboundUse use) {
        LEVELS_OF_KEY.forEach((key, levels) -> {
            if (!levels.contains(level)) {
                String fitting = use.advised().stream()
                        .filter(levels::contains)
                        .map(TlsSecurityLevel::word)
                        .collect(Collectors.joining(" or "));
                KeyCombinations.unfit(
                        block,
                        key,
                        "level " + level.word() + (levels.equals(WITH_PROOF) ? ", " + NO_PROOF : ""),
                        "Remove it" + (fitting.isEmpty() ? "." : ", or write level: " + fitting + "."));
            }
        });
    }

    /** Without the password of the defaults their next hop would reject the mail; with it an impostor could be told the password. */
    private static void checkDefaultPassword(OutboundKeys keys, TlsSecurityLevel level) {
        YamlMapping block = keys.block();
        boolean ofDefaults = keys.credentials().isPresent() && !block.has("user") && !block.has("passwordFile");
        if (ofDefaults && block.has("level") && !level.provesPeer()) {
            block.problem(
                    "level",
                    level.word() + " does not fit the user of defaults: it is a level " + NO_PROOF + ".",
                    "Write level: fingerprint or secure, or a nextHop of its own.");
        }
    }

    private static void checkIgnored(OutboundKeys keys, TlsSecurityLevel level) {
        if (keys.block().has("ignoreKeywords")) {
            keys.ignored().ifPresent(ignored -> checkIgnored(keys.block(), ignored, level));
        }
    }

    /** Records it if what is ignored would leave nothing but clear text where TLS must be. */
    public static void checkIgnored(YamlMapping block, IgnoredKeywords ignored, TlsSecurityLevel level) {
        if (ignored.startTls() && level.requiresTls()) {
            block.problem(
                    "ignoreKeywords",
                    "STARTTLS cannot be ignored at level " + level.word() + ", which requires it.",
                    "Remove STARTTLS from it.");
        }
    }

    private static Optional<TlsPolicy> tls(
            OutboundKeys keys, TlsSecurityLevel level, Optional<NextHop> nextHop, List<CertificateMatch> defaultMatch) {
        TlsVersion minVersion = keys.minVersion().orElse(DEFAULT_MIN_VERSION);
        return switch (level) {
            case MAY -> Optional.of(new TlsPolicy.May());
            case ENCRYPT -> Optional.of(new TlsPolicy.Encrypt(minVersion));
            case FINGERPRINT -> fingerprint(keys, minVersion);
            case SECURE -> {
                List<CertificateMatch> match = keys.match().orElse(defaultMatch);
                checkMatch(keys, nextHop, match);
                yield match.isEmpty() || keys.misread().contains("match")
                        ? Optional.empty()
                        : Optional.of(new TlsPolicy.Secure(
                                minVersion, match, keys.trustAnchors().orElseGet(PolicyForms::jvmRoots)));
            }
        };
    }

    private static void checkTimes(OutboundKeys keys) {
        Optional<Duration> warnAfter = keys.times().warnAfter();
        Optional<Duration> giveUpAfter = keys.times().giveUpAfter();
        boolean neverWarned = warnAfter.isPresent()
                && giveUpAfter
                        .filter(end -> warnAfter.get().compareTo(end) >= 0)
                        .isPresent();
        if (neverWarned) {
            keys.block()
                    .problem(
                            keys.block().has("warnAfter") ? "warnAfter" : "giveUpAfter",
                            "the delay notification would come only after the gateway gave up.",
                            "Write a warnAfter that is shorter than giveUpAfter.");
        }
    }

    /** Without any name nothing would be proved: an address has none, and an unauthenticated MX record gives none. */
    private static void checkMatch(OutboundKeys keys, Optional<NextHop> nextHop, List<CertificateMatch> match) {
        if (match.isEmpty() && nextHop.isPresent() && !keys.misread().contains("match")) {
            keys.block()
                    .problem(
                            "match",
                            "is missing, and level secure needs a name: the next hop " + nextHop.get()
                                    + " is an address.",
                            PolicyForms.CERTIFICATE_MATCH.rightOfList());
        }
    }

    private static Optional<TlsPolicy> fingerprint(OutboundKeys keys, TlsVersion minVersion) {
        if (keys.fingerprints().isEmpty() && !keys.block().has("fingerprints")) {
            keys.block()
                    .problem(
                            "fingerprints",
                            "is missing, and level fingerprint needs at least one.",
                            PolicyForms.FINGERPRINT.right());
        }
        return keys.fingerprints().map(agreed -> new TlsPolicy.Fingerprint(minVersion, agreed));
    }
}
