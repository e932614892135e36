package dev.postern.resource;

import dev.postern.admin.Access;
import dev.postern.admin.Endpoint;
import dev.postern.api.AdminPaths;
import dev.postern.api.PartnerListing;
import dev.postern.partner.DomainPattern;
import dev.postern.partner.Partner;
import dev.postern.partner.Partners;
import io.javalin.http.Context;
import java.util.TreeMap;
import javax.inject.Inject;

/** {@code GET /api/v1/partners}: the partners in force, by name. */
public final class PartnersRoute implements ApiRoute {
    private static final String LIST = "partners";

    private final Partners partners;

    @Inject
    public PartnersRoute(Partners partners) {
        this.partners = partners;
    }

    @Override
    public Endpoint endpoint() {
        return Endpoint.get(AdminPaths.PARTNERS, Access.AUDITOR);
    }

    @Override
    public Contract contract() {
        return Contract.answers(PartnerListing.class, "Lists the partners in force.")
                .paged();
    }

    @Override
    public void handle(Context request) {
        Page page = Page.of(request, LIST);
        var all = new TreeMap<String, Partner>();
        partners.current().partners().forEach(partner -> all.put(partner.name(), partner));
        Page.Slice<Partner> slice = page.of(all, LIST);
        request.json(new PartnerListing(
                slice.entries().stream().map(PartnersRoute::entry).toList(), slice.next()));
    }

    private static PartnerListing.Entry entry(Partner partner) {
        return new PartnerListing.Entry(
                partner.name(),
                partner.mode().word(),
                partner.outbound().tls().level().word(),
                partner.domains().stream().map(DomainPattern::toString).toList());
    }
}
