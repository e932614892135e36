package dev.postern.api;

import java.util.Map;

/**
 * A partner as it is in force.
 *
 * @param file the file that defines it
 * @param policy all keys that apply to it, with the values that it inherits from {@code defaults} and from the gateway's
 *     own defaults, as {@code partners.yaml} has them; passwords are hidden
 */
public record PartnerDetails(String name, String file, Map<String, String> policy) {}
