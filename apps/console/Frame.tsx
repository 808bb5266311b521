import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Outlet, useLocation } from '@tanstack/react-router'
import {
  ApiError,
  Busy,
  DemoBanner,
  DrillFrame,
  ErrorState,
  NowProvider,
  useMessages,
} from '#design/index.ts'
import { type FrameFacts, frameQuery } from './frame.ts'
import { Header } from './Header.tsx'
import { LevelBand } from './LevelBand.tsx'
import { LineBroken } from './LineBroken.tsx'
import { useLiveChanges } from './live.ts'
import { Nav } from './Nav.tsx'
import { PhoneBar } from './PhoneBar.tsx'
import { SettingsNav } from './SettingsNav.tsx'
import { isSettings } from './settings.ts'
import { frameMessages } from './words.ts'

/** Header, level band and navigation around each page. Says where one is: city, mode, live or drill. */
export function Frame() {
  const words = useMessages(frameMessages)
  const facts = useQuery(frameQuery)
  const brokenSince = useLiveChanges(useQueryClient())
  if (facts.isPending) return <Busy />
  if (!facts.data) {
    const todo = facts.error instanceof ApiError ? facts.error.todo : undefined
    return (
      <ErrorState page title={facts.error.message} onRetry={() => void facts.refetch()}>
        {todo}
      </ErrorState>
    )
  }
  const offset_ms = new Date(facts.data.now).getTime() - facts.dataUpdatedAt
  return (
    <NowProvider offset_ms={offset_ms}>
      <DrillFrame drill={facts.data.drill}>
        <div className="flex min-h-dvh flex-col bg-paper drill:min-h-[calc(100dvh-72px)]">
          <a
            href="#page"
            className="sr-only z-50 bg-paper p-4 font-bold text-accent focus:not-sr-only focus:absolute focus:top-2 focus:left-2"
          >
            {words.skip}
          </a>
          {facts.data.demo ? <DemoBanner /> : null}
          <PhoneBar facts={facts.data} />
          <Header facts={facts.data} />
          <LevelBand facts={facts.data} />
          {brokenSince ? <LineBroken since={brokenSince} /> : null}
          <div className="grid min-w-0 flex-1 tablet:grid-cols-[104px_minmax(0,1fr)]">
            <Nav facts={facts.data} />
            <main id="page" tabIndex={-1} className="flex min-w-0 flex-col">
              <Place roles={facts.data.user.roles} />
            </main>
          </div>
        </div>
      </DrillFrame>
    </NowProvider>
  )
}

/** The page itself; among the settings with the way to the others beside it. */
function Place({ roles }: Pick<FrameFacts['user'], 'roles'>) {
  const path = useLocation({ select: ({ pathname }) => pathname.replace(/^\/console/, '') })
  if (!isSettings(path)) return <Outlet />
  return (
    <SettingsNav path={path} roles={roles}>
      <Outlet />
    </SettingsNav>
  )
}
