export { citySite } from './city-site.ts'
export { type Hosts, openHosts } from './hosts.ts'
export { rebuildDue } from './publish.ts'
export { type SiteRouteOptions, siteRoutes } from './serve.ts'
