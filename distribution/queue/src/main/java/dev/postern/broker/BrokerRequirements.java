package dev.postern.broker;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.apache.activemq.artemis.api.core.ActiveMQException;
import org.apache.activemq.artemis.api.core.client.ClientSession;
import org.apache.activemq.artemis.api.core.management.ResourceNames;

/**
 * Checks that a broker's own configuration makes it keep each message until a gateway settles it. The names are those
 * of {@code broker.xml}. Whatever cannot be asked is a demand that is not met.
 */
final class BrokerRequirements {
    private static final JsonMapper JSON = new JsonMapper();
    /** Any mail queue's and any slot's address: the settings that match one match all, unless somebody means harm. */
    private static final List<String> ADDRESSES = List.of("postern.spool", "postern-later.outgoing.1");

    private BrokerRequirements() {}

    /**
     * @param name the broker, for the message
     * @throws BrokerFailure with all that is not met
     */
    static void check(ClientSession session, String name) throws ActiveMQException, BrokerFailure {
        List<String> unmet = new ArrayList<>();
        try {
            var management = new BrokerManagement(session);
            core(management, unmet);
            for (String address : ADDRESSES) {
                addressSettings(management, address, unmet);
            }
        } catch (ActiveMQException e) {
            if (session.isClosed()) {
                throw e;
            }
            unmet.add("the user must be allowed to read its settings (permission manage on activemq.management,"
                    + " createNonDurableQueue and deleteNonDurableQueue): " + e.getMessage());
        } catch (JsonProcessingException e) {
            unmet.add("its settings must be readable");
        }
        if (!unmet.isEmpty()) {
            throw new BrokerFailure(
                    "The broker " + name + " could lose mail and is not used. Change its broker.xml: "
                            + String.join("; ", unmet) + ".",
                    new IllegalStateException("unsafe broker"));
        }
    }

    private static void core(BrokerManagement management, List<String> unmet) throws ActiveMQException {
        isTrue(management, "persistenceEnabled", "persistence-enabled must be true", unmet);
        isTrue(management, "journalSyncNonTransactional", "journal-sync-non-transactional must be true", unmet);
        isTrue(management, "journalSyncTransactional", "journal-sync-transactional must be true", unmet);
        isTrue(management, "persistIDCache", "persist-id-cache must be true", unmet);
    }

    private static void isTrue(BrokerManagement management, String attribute, String demand, List<String> unmet)
            throws ActiveMQException {
        if (!Boolean.TRUE.equals(management.attribute(ResourceNames.BROKER, attribute))) {
            unmet.add(demand);
        }
    }

    private static void addressSettings(BrokerManagement management, String address, List<String> unmet)
            throws ActiveMQException, JsonProcessingException {
        Object answer = management.invoke(ResourceNames.BROKER, "getAddressSettingsAsJSON", address);
        JsonNode settings = JSON.readTree(String.valueOf(answer));
        String of = " for " + address;
        // The default is 10: after that many attempts, a restart of a gateway counting as one, a message is dropped.
        if (settings.path("maxDeliveryAttempts").asInt(0) != -1) {
            unmet.add("max-delivery-attempts must be -1" + of);
        }
        if (!Set.of("PAGE", "FAIL")
                .contains(settings.path("addressFullMessagePolicy").asText("PAGE"))) {
            unmet.add("address-full-policy must be PAGE or FAIL" + of);
        }
        // The default leaves the gateway hanging, and with it the client, when the broker's disk is full.
        if (!settings.path("diskFullMessagePolicy").asText().equals("FAIL")) {
            unmet.add("disk-full-policy must be FAIL" + of);
        }
        boolean pageLimit = settings.path("pageLimitBytes").asLong(-1) >= 0
                || settings.path("pageLimitMessages").asLong(-1) >= 0;
        if (pageLimit && !settings.path("pageFullMessagePolicy").asText().equals("FAIL")) {
            unmet.add("page-full-policy must be FAIL where there is a page limit" + of);
        }
        boolean expires = settings.path("expiryDelay").asLong(-1) != -1
                || settings.path("maxExpiryDelay").asLong(-1) != -1;
        if (expires && !settings.path("noExpiry").asBoolean(false)) {
            unmet.add("no-expiry must be true, or expiry-delay and max-expiry-delay must not be there" + of);
        }
        if (settings.path("defaultRingSize").asLong(-1) != -1) {
            unmet.add("default-ring-size must be -1" + of);
        }
        if (settings.path("defaultLastValueQueue").asBoolean(false)
                || settings.has("defaultLastValueKey")
                || settings.path("defaultNonDestructive").asBoolean(false)) {
            unmet.add("default-last-value-queue, default-last-value-key and default-non-destructive must not be there"
                    + of);
        }
    }
}
